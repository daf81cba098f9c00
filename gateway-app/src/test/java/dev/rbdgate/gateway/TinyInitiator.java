package dev.rbdgate.gateway;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.SortedSet;
import java.util.TreeSet;

/** Just enough of an initiator to hold a session and to send REPORT LUNS (RFC 7143, SPC-5 6.33). */
public final class TinyInitiator implements AutoCloseable {

    private static final int BHS_BYTES = 48;
    private static final int REPORT_LUNS = 0xa0;
    private static final int ALLOCATION = 4096;

    private final Socket socket;
    private final DataInputStream in;
    private int cmdSn = 1;

    private TinyInitiator(InetSocketAddress portal) throws IOException {
        socket = new Socket(portal.getAddress(), portal.getPort());
        socket.setSoTimeout(20_000);
        in = new DataInputStream(socket.getInputStream());
    }

    /**
     * Logs in without authentication.
     *
     * @return the session
     * @throws IOException with the status class and detail if the target refuses
     */
    public static TinyInitiator login(InetSocketAddress portal, String initiator, String target)
            throws IOException {
        TinyInitiator session = new TinyInitiator(portal);
        byte[] keys =
                ("InitiatorName=" + initiator + "\0SessionType=Normal\0TargetName=" + target + "\0")
                        .getBytes(StandardCharsets.US_ASCII);
        ByteBuffer bhs = ByteBuffer.allocate(BHS_BYTES);
        // Login, immediate; transit from operational negotiation to full feature phase (11.12).
        bhs.put(0, (byte) 0x43).put(1, (byte) 0x87);
        bhs.put(5, (byte) (keys.length >> 16)).putShort(6, (short) keys.length);
        bhs.put(8, (byte) 0x80).putInt(9, 0x123456);
        bhs.putInt(16, 1).putInt(24, session.cmdSn);
        session.send(bhs, keys);
        Pdu answer = session.receive();
        int status = answer.bhs().getShort(36) & 0xffff;
        if (status != 0) {
            session.close();
            throw new IOException("login refused with %04x".formatted(status));
        }
        return session;
    }

    /** The LUNs of the target, as REPORT LUNS answers them. */
    public SortedSet<Integer> reportLuns() throws IOException {
        ByteBuffer bhs = ByteBuffer.allocate(BHS_BYTES);
        // SCSI Command: final, read, simple (11.3).
        bhs.put(0, (byte) 0x01).put(1, (byte) 0xc1);
        bhs.putInt(16, 2).putInt(20, ALLOCATION).putInt(24, cmdSn++);
        bhs.put(32, (byte) REPORT_LUNS).putInt(38, ALLOCATION);
        send(bhs, new byte[0]);
        SortedSet<Integer> luns = new TreeSet<>();
        while (true) {
            Pdu pdu = receive();
            int opcode = pdu.bhs().get(0) & 0x3f;
            if (opcode == 0x25) {
                ByteBuffer data = ByteBuffer.wrap(pdu.data());
                int bytes = data.getInt();
                for (int offset = 8; offset < 8 + bytes; offset += 8) {
                    luns.add(data.getShort(offset) & 0x3fff);
                }
                if ((pdu.bhs().get(1) & 1) != 0) {
                    return luns;
                }
            } else if (opcode == 0x21) {
                int status = pdu.bhs().get(3);
                if (status == 2) {
                    // A unit attention: told once, then the command runs.
                    return reportLuns();
                }
                return luns;
            }
        }
    }

    /** Whether the target has closed the connection. */
    public boolean isClosedByTarget() throws IOException {
        try {
            while (true) {
                var _ = receive();
            }
        } catch (EOFException | SocketException e) {
            return true;
        } catch (SocketTimeoutException e) {
            return false;
        }
    }

    private record Pdu(ByteBuffer bhs, @SuppressWarnings("ArrayRecordComponent") byte[] data) {}

    private void send(ByteBuffer bhs, byte[] data) throws IOException {
        byte[] padded = Arrays.copyOf(data, (data.length + 3) & ~3);
        byte[] header = new byte[BHS_BYTES];
        bhs.get(0, header);
        socket.getOutputStream().write(header);
        socket.getOutputStream().write(padded);
        socket.getOutputStream().flush();
    }

    private Pdu receive() throws IOException {
        byte[] bhs = in.readNBytes(BHS_BYTES);
        if (bhs.length < BHS_BYTES) {
            throw new EOFException();
        }
        int length = ByteBuffer.wrap(bhs).getInt(4) & 0xff_ffff;
        byte[] data = in.readNBytes((length + 3) & ~3);
        return new Pdu(ByteBuffer.wrap(bhs), Arrays.copyOf(data, length));
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
