package dev.rbdgate.iscsi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rbdgate.iscsi.pdu.LoginRequest;
import dev.rbdgate.iscsi.pdu.LoginResponse;
import dev.rbdgate.iscsi.pdu.NopIn;
import dev.rbdgate.iscsi.pdu.Reject;
import dev.rbdgate.iscsi.pdu.TextRequest;
import dev.rbdgate.iscsi.pdu.TextResponse;
import dev.rbdgate.iscsi.text.KeyValues;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Keys that are wrong in themselves or in their place; none harms more than its connection. */
class BadTextTest {

    private static final int PROTOCOL_ERROR = 0x04;

    private final TargetFixture fixture = new TargetFixture();

    @AfterEach
    void stop() {
        fixture.close();
    }

    private static ByteBuf bytes(String text) {
        return Unpooled.copiedBuffer(text, StandardCharsets.UTF_8);
    }

    private static TextRequest text(
            ScriptedInitiator initiator, boolean isFinal, boolean more, String text) {
        return new TextRequest(
                false,
                isFinal,
                more,
                0,
                initiator.nextTag(),
                -1,
                initiator.nextCmdSn(),
                0,
                bytes(text));
    }

    static Stream<Arguments> malformedTexts() {
        String manyKeys =
                IntStream.rangeClosed(0, KeyValues.MAX_PAIRS)
                        .mapToObj(i -> "X-" + i + "=1\0")
                        .collect(Collectors.joining());
        return Stream.of(
                Arguments.of("a key given twice", "X-a=1\0X-a=2\0"),
                Arguments.of("a key without value", "X-a\0"),
                Arguments.of("no key", "=1\0"),
                Arguments.of("a key of 64 characters", "X".repeat(64) + "=1\0"),
                Arguments.of("a value over the limit", "X-a=" + "1".repeat(8193) + "\0"),
                Arguments.of("too many keys", manyKeys),
                Arguments.of("a declaration under its range", "MaxRecvDataSegmentLength=511\0"),
                Arguments.of(
                        "a declaration over its range", "MaxRecvDataSegmentLength=16777216\0"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("malformedTexts")
    void malformedTextIsRejectedAndTheSessionGoesOn(String what, String malformed) {
        ScriptedInitiator initiator = fixture.logIn(Map.of());
        TextRequest request = text(initiator, true, false, malformed);
        initiator.send(request);
        assertThat(initiator.receive(Reject.class).reason()).isEqualTo(PROTOCOL_ERROR);
        initiator.send(initiator.nop("still there?"));
        initiator.receive(NopIn.class);
    }

    @ParameterizedTest
    @CsvSource({
        "X-org.example.key=1, X-org.example.key=NotUnderstood",
        "TargetAlias=mine, TargetAlias=NotUnderstood",
        "HeaderDigest=None, HeaderDigest=Reject",
        "ErrorRecoveryLevel=2, ErrorRecoveryLevel=Reject",
        "MaxConnections=4, MaxConnections=Reject",
        "SendTargets=nonsense, SendTargets=Reject",
    })
    void keyOutOfItsPlaceIsAnswered(String key, String answer) {
        ScriptedInitiator initiator = fixture.logIn(Map.of());
        initiator.send(text(initiator, true, false, key + "\0"));
        assertThat(initiator.receive(TextResponse.class).data().toString(StandardCharsets.UTF_8))
                .isEqualTo(answer + "\0");
    }

    @Test
    void keyOf63CharactersAndAValueAtTheLimitAreTaken() {
        ScriptedInitiator initiator = fixture.logIn(Map.of());
        String key = "X".repeat(63);
        initiator.send(text(initiator, true, false, key + "=" + "1".repeat(8192) + "\0"));
        assertThat(initiator.receive(TextResponse.class).data().toString(StandardCharsets.UTF_8))
                .isEqualTo(key + "=NotUnderstood\0");
    }

    @Test
    void textThatIsFinalAndGoesOnIsAProtocolError() {
        ScriptedInitiator initiator = fixture.logIn(Map.of());
        initiator.send(text(initiator, true, true, "X-a=1\0"));
        assertThat(initiator.receive(Reject.class).reason()).isEqualTo(PROTOCOL_ERROR);
    }

    @Test
    void keyMayBeDividedBetweenTwoRequests() {
        ScriptedInitiator initiator = fixture.logIn(Map.of());
        TextRequest start = text(initiator, false, true, "X-a=1\0X-");
        initiator.send(start);
        TextResponse empty = initiator.receive(TextResponse.class);
        assertThat(empty.isFinal()).isFalse();
        assertThat(empty.data().isReadable()).isFalse();
        initiator.send(
                new TextRequest(
                        false,
                        true,
                        false,
                        0,
                        start.initiatorTaskTag(),
                        empty.targetTransferTag(),
                        initiator.nextCmdSn(),
                        0,
                        bytes("b=2\0")));
        TextResponse answer = initiator.receive(TextResponse.class);
        assertThat(answer.isFinal()).isTrue();
        assertThat(answer.data().toString(StandardCharsets.UTF_8))
                .isEqualTo("X-a=NotUnderstood\0X-b=NotUnderstood\0");
    }

    @Test
    void endlessTextIsRejectedBeforeItIsKept() {
        ScriptedInitiator initiator = fixture.logIn(Map.of());
        TextRequest request = text(initiator, false, true, "X-a=" + "1".repeat(8000));
        int transferTag = -1;
        int sent = 0;
        while (true) {
            initiator.send(
                    new TextRequest(
                            false,
                            false,
                            true,
                            0,
                            request.initiatorTaskTag(),
                            transferTag,
                            sent == 0 ? request.cmdSn() : initiator.nextCmdSn(),
                            0,
                            request.data().copy()));
            sent += request.data().readableBytes();
            if (initiator.receive() instanceof TextResponse response) {
                transferTag = response.targetTransferTag();
                assertThat(sent).isLessThanOrEqualTo(KeyValues.MAX_TEXT_BYTES);
            } else {
                break;
            }
        }
        request.data().release();
        assertThat(sent).isGreaterThan(KeyValues.MAX_TEXT_BYTES);
        initiator.send(initiator.nop("still there?"));
        initiator.receive(NopIn.class);
    }

    @ParameterizedTest
    @CsvSource({
        "MaxBurstLength=512|MaxBurstLength=512",
        "InitiatorName=iqn.2026-11.dev.rbdgate.test:initiator",
        "novalue",
        "MaxRecvDataSegmentLength=none",
    })
    void malformedLoginIsAnInitiatorErrorAndClosesItsConnectionOnly(String more) {
        ScriptedInitiator healthy = fixture.logIn(Map.of());
        ScriptedInitiator initiator = fixture.connect().isid(2);
        LoginRequest request = initiator.loginRequest(true, 1, 3, Map.of());
        String names =
                "InitiatorName=%s\0TargetName=%s\0"
                        .formatted(ScriptedInitiator.NAME, TargetFixture.TARGET);
        initiator.send(
                new LoginRequest(
                        true,
                        false,
                        1,
                        3,
                        0,
                        0,
                        request.isid(),
                        0,
                        request.initiatorTaskTag(),
                        request.cid(),
                        request.cmdSn(),
                        0,
                        bytes(names + more.replace('|', '\0') + "\0")));
        assertThat(initiator.receive(LoginResponse.class).status()).isEqualTo(0x0200);
        initiator.awaitClose();
        healthy.send(healthy.nop("unharmed"));
        healthy.receive(NopIn.class);
    }
}
