package dev.rbdgate.bench.row;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** One login to an iSCSI target (RFC 7143 section 11.12), to see whether it is accepted yet. */
final class LoginProbe {

    private static final int HEADER_BYTES = 48;
    private static final int STATUS_CLASS = 36;

    /** Immediate login request; transit from the operational stage to full feature phase. */
    private static final byte[] OPCODE_AND_FLAGS = {0x43, (byte) 0x87};

    private static final int DATA_SEGMENT_LENGTH = 4;
    private static final int ISID = 8;
    private static final byte RANDOM_ISID = (byte) 0x80;
    private static final Duration LIMIT = Duration.ofSeconds(5);

    private LoginProbe() {}

    /** Whether a login on loopback succeeds now; also false while nobody listens. */
    static boolean accepted(int port, String target) {
        try (Socket socket = new Socket()) {
            int limit = (int) LIMIT.toMillis();
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), limit);
            socket.setSoTimeout(limit);
            socket.getOutputStream().write(request(target));
            byte[] header = new byte[HEADER_BYTES];
            new DataInputStream(socket.getInputStream()).readFully(header);
            return header[STATUS_CLASS] == 0;
        } catch (IOException e) {
            return false; // not yet: that is the answer
        }
    }

    static byte[] request(String target) {
        byte[] text =
                "InitiatorName=iqn.2026-11.dev.rbdgate:probe\0SessionType=Normal\0TargetName=%s\0"
                        .formatted(target)
                        .getBytes(StandardCharsets.UTF_8);
        int padded = (text.length + 3) / 4 * 4;
        return ByteBuffer.allocate(HEADER_BYTES + padded)
                .put(0, OPCODE_AND_FLAGS)
                .putInt(DATA_SEGMENT_LENGTH, text.length)
                .put(ISID, RANDOM_ISID)
                .put(HEADER_BYTES, text)
                .array();
    }
}
