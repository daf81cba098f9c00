package dev.rbdgate.rbd.notify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rbdgate.rbd.cls.SnapNamespace;
import dev.rbdgate.rbd.encoding.Encoder;
import dev.rbdgate.rbd.encoding.MalformedException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Messages by literal bytes: those with a client in them were sent by Ceph 16.2.15. */
final class HeaderMessageTest {

    private static final SnapNamespace USER = new SnapNamespace.User();
    private static final AsyncRequestId ID = new AsyncRequestId(new ClientId(0x3411, 0x77), 5);

    private static byte[] hex(String digits) {
        return HexFormat.of().parseHex(digits.replace(" ", ""));
    }

    private static void same(String digits, HeaderMessage message) {
        assertThat(HexFormat.of().formatHex(message.toBytes())).isEqualTo(digits.replace(" ", ""));
        assertThat(HeaderMessage.decode(hex(digits))).isEqualTo(message);
    }

    @Test
    void theLockWasTaken() {
        same(
                "07 01 14000000 00000000 2b11000000000000 805900a4ad7f0000",
                new LockMessage.Acquired(new ClientId(0x112b, 0x7fada4005980L)));
    }

    @Test
    void theLockWasGivenBack() {
        same(
                "07 01 14000000 01000000 2b11000000000000 805900a4ad7f0000",
                new LockMessage.Released(new ClientId(0x112b, 0x7fada4005980L)));
    }

    @Test
    void theLockIsWanted() {
        same(
                "07 01 15000000 02000000 3811000000000000 f017007c067f0000 00",
                new LockMessage.Requested(new ClientId(0x1138, 0x7f067c0017f0L), false));
    }

    @Test
    void theHeaderHasChangedAlsoWhenAnOldClientSaysNothing() {
        same("07 01 04000000 03000000", new Notice.HeaderUpdate());
        assertThat(HeaderMessage.decode(new byte[0])).isEqualTo(new Notice.HeaderUpdate());
    }

    @Test
    void anotherSizeIsAskedFor() {
        same(
                "07 01 25000000 07000000 0000800700000000 3411000000000000 c0440008727f0000"
                        + "0100000000000000 00",
                new OwnerRequest.Resize(
                        120L << 20,
                        new AsyncRequestId(new ClientId(0x1134, 0x7f72080044c0L), 1),
                        false));
    }

    @Test
    void aSnapshotIsAskedFor() {
        same(
                "07 01 34000000 08000000 02000000 7831 01 01 04000000 00000000 3211000000000000"
                        + "404300a8497f0000 0100000000000000 0000000000000000",
                new OwnerRequest.SnapCreate(
                        "x1",
                        USER,
                        new AsyncRequestId(new ClientId(0x1132, 0x7f49a8004340L), 1),
                        0));
    }

    private static final String ID_BYTES = "1134000000000000 7700000000000000 0500000000000000";

    @Test
    void newsOfARequest() {
        same(
                "07 01 2c000000 04000000" + ID_BYTES + "0200000000000000 0a00000000000000",
                new RequestNews.Progress(ID, 2, 10));
        same("07 01 20000000 05000000" + ID_BYTES + "a1ffffff", new RequestNews.Complete(ID, -95));
    }

    @Test
    void theOtherRequests() {
        same("07 01 1c000000 06000000" + ID_BYTES, new OwnerRequest.Flatten(ID));
        same("07 01 1c000000 0a000000" + ID_BYTES, new OwnerRequest.RebuildObjectMap(ID));
        same("07 01 1c000000 10000000" + ID_BYTES, new OwnerRequest.Migrate(ID));
        same("07 01 1c000000 12000000" + ID_BYTES, new Notice.Quiesce(ID));
        same("07 01 1c000000 13000000" + ID_BYTES, new Notice.Unquiesce(ID));
        same(
                "07 01 24000000 11000000" + ID_BYTES + "0010000000000000",
                new OwnerRequest.Sparsify(ID, 4096));
        String named = "02000000 7831 01 01 04000000 00000000" + ID_BYTES;
        same("07 01 2c000000 09000000" + named, new OwnerRequest.SnapRemove("x1", USER, ID));
        same("07 01 2c000000 0c000000" + named, new OwnerRequest.SnapProtect("x1", USER, ID, true));
        same(
                "07 01 2c000000 0d000000" + named,
                new OwnerRequest.SnapProtect("x1", USER, ID, false));
        same(
                "07 01 34000000 0b000000 0900000000000000" + named,
                new OwnerRequest.SnapRename(9, "x1", USER, ID));
        same("07 01 22000000 0e000000 02000000 7831" + ID_BYTES, new OwnerRequest.Rename("x1", ID));
        same(
                "07 01 25000000 0f000000 0800000000000000 01" + ID_BYTES,
                new OwnerRequest.UpdateFeatures(8, true, ID));
        same(
                "07 01 28000000 14000000 01000000 6b 01 02000000 7631" + ID_BYTES,
                new OwnerRequest.MetadataUpdate("k", Optional.of("v1"), ID));
        same(
                "07 01 22000000 14000000 01000000 6b 00" + ID_BYTES,
                new OwnerRequest.MetadataUpdate("k", Optional.empty(), ID));
    }

    private static byte[] message(int version, long operation, Consumer<Encoder> fields) {
        return Encoder.bytes(e ->
                e.envelope(
                        version,
                        1,
                        content -> {
                            content.u32(operation);
                            fields.accept(content);
                        }));
    }

    /** What a sender of a version says, and what is understood. */
    record Older(int version, long operation, Consumer<Encoder> fields, HeaderMessage meant) {}

    static List<Older> older() {
        ClientId client = new ClientId(7, 8);
        return List.of(
                new Older(1, 0, _ -> {}, new LockMessage.Acquired(ClientId.NONE)),
                new Older(1, 1, _ -> {}, new LockMessage.Released(ClientId.NONE)),
                new Older(1, 2, _ -> {}, new LockMessage.Requested(ClientId.NONE, false)),
                new Older(2, 2, e -> e.add(client), new LockMessage.Requested(client, false)),
                new Older(
                        3,
                        2,
                        e -> e.add(client).bool(true),
                        new LockMessage.Requested(client, true)),
                new Older(3, 7, e -> e.u64(512).add(ID), new OwnerRequest.Resize(512, ID, true)),
                new Older(
                        4,
                        7,
                        e -> e.u64(512).add(ID).bool(false),
                        new OwnerRequest.Resize(512, ID, false)),
                new Older(
                        4,
                        8,
                        e -> e.string("s"),
                        new OwnerRequest.SnapCreate("s", USER, AsyncRequestId.NONE, 0)),
                new Older(
                        5,
                        8,
                        e -> e.string("s").add(new SnapNamespace.Group(1, "g", "h")),
                        new OwnerRequest.SnapCreate(
                                "s", new SnapNamespace.Group(1, "g", "h"), AsyncRequestId.NONE, 0)),
                new Older(
                        6,
                        8,
                        e -> e.string("s").add(USER),
                        new OwnerRequest.SnapCreate("s", USER, AsyncRequestId.NONE, 0)),
                new Older(
                        5,
                        9,
                        e -> e.string("s"),
                        new OwnerRequest.SnapRemove("s", USER, AsyncRequestId.NONE)),
                new Older(
                        6,
                        11,
                        e -> e.u64(3).string("t").add(USER),
                        new OwnerRequest.SnapRename(3, "t", USER, AsyncRequestId.NONE)),
                new Older(
                        6,
                        13,
                        e -> e.string("s").add(USER),
                        new OwnerRequest.SnapProtect("s", USER, AsyncRequestId.NONE, false)),
                new Older(
                        6,
                        14,
                        e -> e.string("n"),
                        new OwnerRequest.Rename("n", AsyncRequestId.NONE)),
                new Older(
                        6,
                        15,
                        e -> e.u64(8).bool(false),
                        new OwnerRequest.UpdateFeatures(8, false, AsyncRequestId.NONE)));
    }

    @ParameterizedTest
    @MethodSource("older")
    void olderSendersAreUnderstood(Older older) {
        assertThat(
                        HeaderMessage.decode(
                                message(older.version(), older.operation(), older.fields())))
                .isEqualTo(older.meant());
    }

    @Test
    void whatANewerSenderAddsIsPassedOver() {
        assertThat(HeaderMessage.decode(message(8, 6, e -> e.add(ID).u64(1))))
                .isEqualTo(new OwnerRequest.Flatten(ID));
        assertThat(HeaderMessage.decode(message(8, 99, e -> e.u64(1))))
                .isEqualTo(new OwnerRequest.Unknown(99));
    }

    @Test
    void bytesThatAreNoMessageAreMalformed() {
        assertThatThrownBy(() -> HeaderMessage.decode(new byte[] {7}))
                .isInstanceOf(MalformedException.class);
        assertThatThrownBy(() -> HeaderMessage.decode(hex("07 01 04000000 06000000")))
                .isInstanceOf(MalformedException.class);
        assertThatThrownBy(() -> HeaderMessage.decode(hex("09 08 04000000 03000000")))
                .isInstanceOf(MalformedException.class);
    }
}
