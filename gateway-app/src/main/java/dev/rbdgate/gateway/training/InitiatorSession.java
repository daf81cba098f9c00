package dev.rbdgate.gateway.training;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * A session with LUN 0 of a target (RFC 7143): one connection, no authentication, no digests,
 * commands outstanding. What is written is zeros; what is read is passed over.
 */
final class InitiatorSession implements AutoCloseable {

    /** How long the target may take for an answer. */
    private static final Duration ANSWER_LIMIT = Duration.ofSeconds(30);

    private static final int BHS_BYTES = 48;
    private static final int MAX_SEGMENT = 256 << 10;
    private static final int FIRST_BURST = 64 << 10;
    private static final int SOCKET_BUFFER = 64 << 10;
    private static final byte[] ZEROS = new byte[MAX_SEGMENT];

    private static final int SCSI_COMMAND = 0x01;
    private static final int LOGIN_REQUEST = 0x43;
    private static final int DATA_OUT = 0x05;
    private static final int LOGOUT_REQUEST = 0x46;
    private static final int SCSI_RESPONSE = 0x21;
    private static final int LOGIN_RESPONSE = 0x23;
    private static final int DATA_IN = 0x25;
    private static final int R2T = 0x31;

    private static final int FINAL = 0x80;
    private static final int READ = 0x40;
    private static final int WRITE = 0x20;
    private static final int SIMPLE_TASK = 0x01;
    private static final int HAS_STATUS = 0x01;
    private static final int OPERATIONAL_TO_FULL_FEATURE = 0x87;

    /** Unit attentions that a new nexus has to take before its commands run. */
    private static final int MAX_ATTENTIONS = 8;

    private final Socket socket;
    private final DataInputStream in;
    private final OutputStream out;
    private final byte[] bhs = new byte[BHS_BYTES];
    private final ByteBuffer header = ByteBuffer.wrap(bhs);
    private int cmdSn = 1;
    private int expStatSn;
    private int outstanding;
    private long answered;

    private InitiatorSession(Socket socket) throws IOException {
        this.socket = socket;
        socket.setTcpNoDelay(true);
        socket.setSoTimeout((int) ANSWER_LIMIT.toMillis());
        in = new DataInputStream(new BufferedInputStream(socket.getInputStream(), SOCKET_BUFFER));
        out = new BufferedOutputStream(socket.getOutputStream(), SOCKET_BUFFER);
    }

    static InitiatorSession login(InetSocketAddress portal, String target) throws IOException {
        Socket socket = new Socket(portal.getAddress(), portal.getPort());
        try {
            InitiatorSession session = new InitiatorSession(socket);
            session.logIn(target);
            session.takeAttentions();
            return session;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    private void logIn(String target) throws IOException {
        byte[] keys =
                """
                InitiatorName=iqn.2026-11.dev.rbdgate:training
                TargetName=%s
                SessionType=Normal
                InitialR2T=No
                ImmediateData=Yes
                MaxRecvDataSegmentLength=%d
                FirstBurstLength=%d
                MaxBurstLength=%d
                """
                        .formatted(target, MAX_SEGMENT, FIRST_BURST, MAX_SEGMENT)
                        .replace('\n', '\0')
                        .getBytes(StandardCharsets.US_ASCII);
        ByteBuffer request = ByteBuffer.allocate(BHS_BYTES);
        request.put(0, (byte) LOGIN_REQUEST).put(1, (byte) OPERATIONAL_TO_FULL_FEATURE);
        request.putInt(4, keys.length);
        // A random ISID (11.12.5).
        request.put(8, (byte) 0x80).putInt(24, cmdSn);
        send(request, keys, keys.length);
        out.flush();
        int length = receive();
        in.skipNBytes(length);
        int status = header.getShort(36);
        if (opcode() != LOGIN_RESPONSE || status != 0) {
            throw new IOException("login refused: %04x".formatted(status));
        }
        expStatSn = header.getInt(24) + 1;
    }

    private void takeAttentions() throws IOException {
        for (int i = 0; i < MAX_ATTENTIONS; i++) {
            send(Cdb.testUnitReady(), 0, 0);
            out.flush();
            if (receiveStatus() == 0) {
                return;
            }
        }
        throw new IOException("the unit does not become ready");
    }

    /** Commands that were answered with GOOD. */
    long answered() {
        return answered;
    }

    /**
     * Sends a command, with as much of its data as goes with it.
     *
     * @param readBytes expected from the target
     * @param writeBytes to send
     */
    void send(byte[] cdb, int readBytes, int writeBytes) throws IOException {
        ByteBuffer command = ByteBuffer.allocate(BHS_BYTES);
        int direction = (readBytes > 0 ? READ : 0) | (writeBytes > 0 ? WRITE : 0);
        int immediate = Math.min(writeBytes, FIRST_BURST);
        command.put(0, (byte) SCSI_COMMAND).put(1, (byte) (FINAL | direction | SIMPLE_TASK));
        command.putInt(4, immediate).putInt(16, cmdSn).putInt(20, Math.max(readBytes, writeBytes));
        command.putInt(24, cmdSn).putInt(28, expStatSn).put(32, cdb);
        cmdSn++;
        send(command, ZEROS, immediate);
        outstanding++;
    }

    /** Waits until no command is outstanding. */
    void awaitAll() throws IOException {
        out.flush();
        while (outstanding > 0) {
            int status = receiveStatus();
            if (status != 0) {
                throw new IOException("a command was answered with status %02x".formatted(status));
            }
        }
    }

    /** Serves the target until it has answered a command; returns the SCSI status. */
    private int receiveStatus() throws IOException {
        while (true) {
            int length = receive();
            in.skipNBytes(length);
            switch (opcode()) {
                case SCSI_RESPONSE -> {
                    return answered(header.get(3));
                }
                case DATA_IN -> {
                    if ((header.get(1) & HAS_STATUS) != 0) {
                        return answered(header.get(3));
                    }
                }
                case R2T -> sendRequested();
                default -> throw new IOException("unexpected PDU %02x".formatted(opcode()));
            }
        }
    }

    private int answered(int status) {
        expStatSn = header.getInt(24) + 1;
        outstanding--;
        if (status == 0) {
            answered++;
        }
        return status;
    }

    /** Data-Out in answer to an R2T (11.7, 11.8), which asks for no more than MaxBurstLength. */
    private void sendRequested() throws IOException {
        int tag = header.getInt(16);
        int transfer = header.getInt(20);
        int offset = header.getInt(40);
        int length = header.getInt(44);
        if (length > MAX_SEGMENT) {
            throw new IOException("R2T for %d bytes".formatted(length));
        }
        ByteBuffer data = ByteBuffer.allocate(BHS_BYTES);
        data.put(0, (byte) DATA_OUT).put(1, (byte) FINAL).putInt(4, length);
        data.putInt(16, tag).putInt(20, transfer).putInt(28, expStatSn).putInt(40, offset);
        send(data, ZEROS, length);
        out.flush();
    }

    private void send(ByteBuffer request, byte[] data, int length) throws IOException {
        out.write(request.array(), request.arrayOffset(), request.capacity());
        out.write(data, 0, length);
        out.write(ZEROS, 0, -length & 3);
    }

    /**
     * Receives a header.
     *
     * @return bytes of data that follow it, their padding included
     */
    private int receive() throws IOException {
        in.readFully(bhs);
        int additional = (bhs[4] & 0xff) * 4;
        int length = header.getInt(4) & 0xffffff;
        return additional + length + (-length & 3);
    }

    private int opcode() {
        return header.get(0) & 0x3f;
    }

    @Override
    public void close() throws IOException {
        try (socket) {
            ByteBuffer logout = ByteBuffer.allocate(BHS_BYTES);
            logout.put(0, (byte) LOGOUT_REQUEST).put(1, (byte) FINAL);
            logout.putInt(16, cmdSn).putInt(24, cmdSn).putInt(28, expStatSn);
            out.write(logout.array());
            out.flush();
            var _ = receive();
        } catch (EOFException e) {
            // The target may close first.
            return;
        }
    }
}
