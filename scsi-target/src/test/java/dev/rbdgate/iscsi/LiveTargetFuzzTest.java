package dev.rbdgate.iscsi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.rbdgate.block.MemoryBlockDevice;
import dev.rbdgate.iscsi.pdu.NopIn;
import dev.rbdgate.iscsi.pdu.ScsiResponse;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * An initiator without manners against a living target: sequences of PDUs that are nearly right,
 * with fields, lengths and order changed by chance. {@code -Dfuzz.sequences=N} for more of them,
 * {@code -Dfuzz.seed=N} for the same ones.
 */
final class LiveTargetFuzzTest {

    private static final int SEQUENCES = Integer.getInteger("fuzz.sequences", 1500);
    private static final long SEED = Long.getLong("fuzz.seed", System.nanoTime());

    private static final int MAX_PDUS = 12;
    private static final int CHECK_EVERY = 250;
    private static final int HEADER = 48;
    private static final int MAX_DATA = 600;
    private static final int TASK_MANAGEMENT = 0x02;
    private static final int LOGICAL_UNIT_RESET = 5;
    private static final int TARGET_COLD_RESET = 7;
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    /** Opcodes of initiators, with and without the immediate bit, and some of nobody. */
    private static final int[] OPCODES = {
        0x00, 0x40, 0x01, 0x41, 0x02, 0x42, 0x03, 0x43, 0x04, 0x44, 0x05, 0x06, 0x46, 0x10, 0x1c,
        0x3f
    };

    private static final int[] INTERESTING = {0, 1, 2, -1, Integer.MAX_VALUE, Integer.MIN_VALUE, 8};

    private final MemoryTarget memory =
            new MemoryTarget(
                    List.of(new MemoryBlockDevice(16 << 20), new MemoryBlockDevice(1 << 20)),
                    Optional.empty());

    @AfterEach
    void stop() {
        memory.close();
    }

    @Test
    void anInitiatorWithoutMannersHarmsNobodyElse() throws IOException {
        System.out.printf("%d sequences, -Dfuzz.seed=%d%n", SEQUENCES, SEED);
        try (ScriptedInitiator other = logIn()) {
            for (int sequence = 0; sequence < SEQUENCES; sequence++) {
                run(new Random(SEED + sequence));
                if (sequence % CHECK_EVERY == CHECK_EVERY - 1) {
                    assertServed(other, sequence);
                }
            }
            // Its connections are closed: what they held is given back.
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(memory.target.sessions()).hasSize(1));
            assertServed(other, SEQUENCES);
        }
    }

    private ScriptedInitiator logIn() {
        ScriptedInitiator initiator =
                ScriptedInitiator.connect(memory.address).isid(ScriptedInitiator.ISID + 0x7777);
        assertThat(initiator.logIn(MemoryTarget.NAME, Map.of()).status()).isZero();
        return initiator;
    }

    private static void assertServed(ScriptedInitiator other, int sequence) {
        String text = "after " + sequence + " of seed " + SEED;
        other.send(other.nop(text));
        // Asynchronous messages may come between; the sequences cause unit attentions.
        while (!(other.receive() instanceof NopIn)) {
            // Its answer is what counts.
        }
        // TEST UNIT READY: GOOD, CHECK CONDITION or RESERVATION CONFLICT, but answered.
        other.send(other.command(false, false, true, new byte[16], 0, Unpooled.EMPTY_BUFFER));
        while (!(other.receive() instanceof ScsiResponse)) {
            // Its answer is what counts.
        }
    }

    private void run(Random random) throws IOException {
        try (Socket socket = new Socket(memory.address.getAddress(), memory.address.getPort())) {
            socket.setTcpNoDelay(true);
            if (random.nextInt(10) > 0) {
                socket.getOutputStream().write(login(random));
                if (random.nextBoolean()) {
                    skip(socket, HEADER);
                }
            }
            int cmdSn = 1;
            int pdus = random.nextInt(MAX_PDUS) + 1;
            for (int i = 0; i < pdus; i++) {
                byte[] pdu = pdu(random, cmdSn);
                if ((pdu[0] & 0x40) == 0) {
                    cmdSn++;
                }
                int length = random.nextInt(20) == 0 ? random.nextInt(pdu.length) : pdu.length;
                socket.getOutputStream().write(pdu, 0, length);
                if (socket.getInputStream().available() > 0) {
                    skip(socket, socket.getInputStream().available());
                }
            }
        } catch (SocketException closed) {
            // The target has closed the connection, as it may.
        }
    }

    private static void skip(Socket socket, int bytes) throws IOException {
        socket.setSoTimeout((int) PATIENCE.toMillis());
        byte[] ignored = socket.getInputStream().readNBytes(bytes);
        assertThat(ignored).isNotNull();
    }

    private static byte[] login(Random random) {
        StringBuilder keys =
                new StringBuilder(
                        "InitiatorName=iqn.2026-11.test:f\0SessionType=Normal\0TargetName="
                                + MemoryTarget.NAME
                                + "\0");
        if (random.nextBoolean()) {
            keys.append("HeaderDigest=").append(random.nextBoolean() ? "CRC32C\0" : "None\0");
        }
        if (random.nextBoolean()) {
            keys.append("ImmediateData=").append(random.nextBoolean() ? "Yes\0" : "No\0");
            keys.append("InitialR2T=").append(random.nextBoolean() ? "Yes\0" : "No\0");
        }
        if (random.nextInt(5) == 0) {
            keys.append("FirstBurstLength=").append(random.nextInt(70_000)).append('\0');
        }
        byte[] text = keys.toString().getBytes(StandardCharsets.US_ASCII);
        ByteBuffer bhs = header(0x43, 0x87, text.length);
        bhs.putInt(8, 0x80000000 | random.nextInt(8)).putInt(16, 1).putInt(24, 1);
        byte[] pdu = with(bhs, text);
        if (random.nextInt(8) == 0) {
            pdu[random.nextInt(pdu.length)] = (byte) random.nextInt();
        }
        return pdu;
    }

    private static byte[] pdu(Random random, int cmdSn) {
        byte[] data = new byte[random.nextInt(4) == 0 ? random.nextInt(MAX_DATA) : 0];
        random.nextBytes(data);
        int opcode = OPCODES[random.nextInt(OPCODES.length)];
        int flags = random.nextInt(256);
        if ((opcode & 0x3f) == TASK_MANAGEMENT && (flags & 0x7f) == TARGET_COLD_RESET) {
            // Ends everybody's sessions, as it should (RFC 7143 11.5.1).
            flags = LOGICAL_UNIT_RESET;
        }
        ByteBuffer bhs = header(opcode, flags, data.length);
        if (random.nextInt(30) == 0) {
            // A length that is not the data's: what follows is taken for something else.
            bhs.put(5, (byte) random.nextInt(3)).putShort(6, (short) random.nextInt());
        }
        if (random.nextInt(20) == 0) {
            bhs.put(4, (byte) random.nextInt(8));
        }
        bhs.putLong(8, random.nextInt(8) == 0 ? random.nextLong() : 0);
        bhs.putInt(16, random.nextInt(6));
        bhs.putInt(20, random.nextBoolean() ? random.nextInt(1 << 20) : interesting(random));
        bhs.putInt(24, random.nextInt(10) == 0 ? interesting(random) : cmdSn);
        bhs.putInt(28, random.nextInt(4));
        byte[] cdb = new byte[16];
        random.nextBytes(cdb);
        if (random.nextInt(3) > 0) {
            // Mostly reads and writes of a few blocks, so that data flows.
            cdb = ScriptedInitiator.rw10(random.nextBoolean() ? 0x28 : 0x2a, random.nextInt(64), 3);
        }
        for (int i = 0; i < cdb.length; i++) {
            bhs.put(32 + i, cdb[i]);
        }
        if (random.nextInt(6) == 0) {
            // Not the first word, which says what it is.
            bhs.putInt(4 + 4 * random.nextInt(11), interesting(random));
        }
        return with(bhs, data);
    }

    private static int interesting(Random random) {
        return INTERESTING[random.nextInt(INTERESTING.length)];
    }

    private static ByteBuffer header(int opcode, int flags, int dataBytes) {
        ByteBuffer bhs = ByteBuffer.allocate(HEADER);
        bhs.put(0, (byte) opcode).put(1, (byte) flags);
        bhs.put(5, (byte) (dataBytes >> 16)).putShort(6, (short) dataBytes);
        return bhs;
    }

    private static byte[] with(ByteBuffer bhs, byte[] data) {
        byte[] pdu = new byte[HEADER + (data.length + 3 & ~3)];
        bhs.get(0, pdu, 0, HEADER);
        System.arraycopy(data, 0, pdu, HEADER, data.length);
        return pdu;
    }
}
