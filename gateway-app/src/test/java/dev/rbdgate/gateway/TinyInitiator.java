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
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/** Just enough of an initiator to hold a session and to send REPORT LUNS (RFC 7143, SPC-5 6.33). */
public final class TinyInitiator implements AutoCloseable {

    private static final int BHS_BYTES = 48;

    /** MaxRecvDataSegmentLength where nobody says another (RFC 7143 13.12). */
    private static final int SEGMENT = 8192;

    private static final int REPORT_LUNS = 0xa0;
    private static final int ALLOCATION = 4096;

    /** Transit, current and next stage (RFC 7143 11.12.1 to 11.12.3). */
    private static final int SECURITY = 0x00;

    private static final int SECURITY_TO_FULL_FEATURE = 0x83;
    private static final int OPERATIONAL = 0x87;

    private final Socket socket;
    private final DataInputStream in;
    private int cmdSn = 1;

    private TinyInitiator(Socket socket) throws IOException {
        this.socket = socket;
        socket.setSoTimeout(20_000);
        in = new DataInputStream(socket.getInputStream());
    }

    /** What an initiator proves itself with. */
    public record Chap(String user, String secret) {}

    /**
     * Logs in without authentication.
     *
     * @return the session
     * @throws IOException with the status class and detail if the target refuses
     */
    public static TinyInitiator login(InetSocketAddress portal, String initiator, String target)
            throws IOException {
        return login(new Socket(portal.getAddress(), portal.getPort()), initiator, target);
    }

    /** Logs in over a connection that is there, which may be a tunnel. */
    public static TinyInitiator login(Socket socket, String initiator, String target)
            throws IOException {
        TinyInitiator session = new TinyInitiator(socket);
        var _ = session.step(OPERATIONAL, normal(initiator, target));
        return session;
    }

    /** Logs in with CHAP (RFC 7143 12.1.3) and SHA-256. */
    public static TinyInitiator login(
            InetSocketAddress portal, String initiator, String target, Chap chap)
            throws IOException {
        TinyInitiator session =
                new TinyInitiator(new Socket(portal.getAddress(), portal.getPort()));
        session.prove(normal(initiator, target), chap);
        return session;
    }

    /**
     * The targets that discovery shows.
     *
     * @return names and addresses as SendTargets answers them, line by line
     */
    public static List<String> discover(
            InetSocketAddress portal, String initiator, Optional<Chap> chap) throws IOException {
        try (TinyInitiator session =
                new TinyInitiator(new Socket(portal.getAddress(), portal.getPort()))) {
            String keys = "InitiatorName=" + initiator + "\0SessionType=Discovery\0";
            if (chap.isPresent()) {
                session.prove(keys, chap.get());
            } else {
                var _ = session.step(OPERATIONAL, keys);
            }
            ByteBuffer bhs = ByteBuffer.allocate(BHS_BYTES);
            byte[] text = "SendTargets=All\0".getBytes(StandardCharsets.US_ASCII);
            // Text Request, immediate, final (11.10).
            bhs.put(0, (byte) 0x44).put(1, (byte) 0x80).putShort(6, (short) text.length);
            bhs.putInt(16, 3).putInt(20, -1).putInt(24, session.cmdSn);
            session.send(bhs, text);
            String answer = new String(session.receive().data(), StandardCharsets.US_ASCII);
            return answer.isEmpty() ? List.of() : List.of(answer.split("\0", -1));
        }
    }

    private static String normal(String initiator, String target) {
        return "InitiatorName=" + initiator + "\0SessionType=Normal\0TargetName=" + target + "\0";
    }

    private void prove(String names, Chap chap) throws IOException {
        var _ = step(SECURITY, names + "AuthMethod=CHAP\0");
        String challenge = step(SECURITY, "CHAP_A=7\0");
        MessageDigest digest = sha256();
        digest.update((byte) Integer.parseInt(value(challenge, "CHAP_I")));
        digest.update(chap.secret().getBytes(StandardCharsets.UTF_8));
        byte[] response =
                digest.digest(HexFormat.of().parseHex(value(challenge, "CHAP_C").substring(2)));
        var _ =
                step(
                        SECURITY_TO_FULL_FEATURE,
                        "CHAP_N=%s\0CHAP_R=0x%s\0"
                                .formatted(chap.user(), HexFormat.of().formatHex(response)));
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    private static String value(String text, String key) {
        for (String pair : text.split("\0", -1)) {
            if (pair.startsWith(key + "=")) {
                return pair.substring(key.length() + 1);
            }
        }
        throw new AssertionError("no " + key + " in " + text);
    }

    /** One login request and its answer's keys. */
    private String step(int stages, String text) throws IOException {
        byte[] keys = text.getBytes(StandardCharsets.US_ASCII);
        ByteBuffer bhs = ByteBuffer.allocate(BHS_BYTES);
        // Login, immediate (11.12).
        bhs.put(0, (byte) 0x43).put(1, (byte) stages);
        bhs.put(5, (byte) (keys.length >> 16)).putShort(6, (short) keys.length);
        bhs.put(8, (byte) 0x80).putInt(9, 0x123456);
        bhs.putInt(16, 1).putInt(24, cmdSn);
        send(bhs, keys);
        Pdu answer = receive();
        int status = answer.bhs().getShort(36) & 0xffff;
        if (status != 0) {
            close();
            throw new IOException("login refused with %04x".formatted(status));
        }
        return new String(answer.data(), StandardCharsets.US_ASCII);
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

    /** Writes by WRITE(10) and waits until it is done (SBC-4 5.40). */
    public void write(int lun, int lba, byte[] data) throws IOException {
        int tag = 0x77;
        ByteBuffer bhs = command(lun, 0x2a, lba, data.length, tag);
        // Final, write, simple; nothing unsolicited.
        bhs.put(1, (byte) 0xa1);
        send(bhs, new byte[0]);
        while (true) {
            Pdu pdu = receive();
            int opcode = pdu.bhs().get(0) & 0x3f;
            if (opcode == 0x31) {
                // Ready To Transfer (11.8): its buffer offset and length.
                int offset = pdu.bhs().getInt(40);
                int length = pdu.bhs().getInt(44);
                sendData(pdu.bhs(), tag, Arrays.copyOfRange(data, offset, offset + length));
            } else if (opcode == 0x21) {
                if (pdu.bhs().get(3) == 2) {
                    write(lun, lba, data);
                } else if (pdu.bhs().get(3) != 0) {
                    throw new IOException("status " + pdu.bhs().get(3));
                }
                return;
            }
        }
    }

    private void sendData(ByteBuffer r2t, int tag, byte[] data) throws IOException {
        for (int at = 0, sn = 0; at < data.length; sn++) {
            int length = Math.min(SEGMENT, data.length - at);
            ByteBuffer out = ByteBuffer.allocate(BHS_BYTES);
            out.put(0, (byte) 0x05).put(1, (byte) (at + length == data.length ? 0x80 : 0));
            out.put(5, (byte) (length >> 16)).putShort(6, (short) length);
            out.putInt(16, tag).putInt(20, r2t.getInt(20)).putInt(36, sn);
            out.putInt(40, r2t.getInt(40) + at);
            send(out, Arrays.copyOfRange(data, at, at + length));
            at += length;
        }
    }

    /** Reads by READ(10) (SBC-4 5.16). */
    public byte[] read(int lun, int lba, int bytes) throws IOException {
        ByteBuffer bhs = command(lun, 0x28, lba, bytes, 0x78);
        bhs.put(1, (byte) 0xc1);
        send(bhs, new byte[0]);
        byte[] data = new byte[bytes];
        while (true) {
            Pdu pdu = receive();
            int opcode = pdu.bhs().get(0) & 0x3f;
            if (opcode == 0x25) {
                System.arraycopy(pdu.data(), 0, data, pdu.bhs().getInt(40), pdu.data().length);
                if ((pdu.bhs().get(1) & 1) != 0) {
                    return data;
                }
            } else if (opcode == 0x21) {
                if (pdu.bhs().get(3) == 2) {
                    return read(lun, lba, bytes);
                }
                if (pdu.bhs().get(3) != 0) {
                    throw new IOException("status " + pdu.bhs().get(3));
                }
                return data;
            }
        }
    }

    /** LOGICAL UNIT RESET (RFC 7143 11.5), and its response. */
    public void resetLun(int lun) throws IOException {
        ByteBuffer bhs = ByteBuffer.allocate(BHS_BYTES);
        bhs.put(0, (byte) 0x42).put(1, (byte) 0x85).putShort(8, (short) lun);
        bhs.putInt(16, 0x79).putInt(20, -1).putInt(24, cmdSn);
        send(bhs, new byte[0]);
        while ((receive().bhs().get(0) & 0x3f) != 0x22) {
            // Answers of other commands.
        }
    }

    private ByteBuffer command(int lun, int opcode, int lba, int bytes, int tag) {
        ByteBuffer bhs = ByteBuffer.allocate(BHS_BYTES);
        bhs.put(0, (byte) 0x01).putShort(8, (short) lun);
        bhs.putInt(16, tag).putInt(20, bytes).putInt(24, cmdSn++);
        bhs.put(32, (byte) opcode).putInt(34, lba).putShort(39, (short) (bytes / 512));
        return bhs;
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
