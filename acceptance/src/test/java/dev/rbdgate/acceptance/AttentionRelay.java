package dev.rbdgate.acceptance;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Stands between jSCSI's initiator, which gives up at a unit attention, and the gateway, which owes
 * one to every new nexus (SAM-5 5.14). After each login it sends TEST UNIT READY commands for
 * immediate delivery until one is answered GOOD. These take no CmdSN; the StatSN they take is
 * hidden from the initiator. A Data-In PDU without status gets StatSN 0, where the initiator
 * refuses a value that means nothing (RFC 7143 11.7.3). All else passes as it is, headers without
 * digests only.
 */
final class AttentionRelay implements AutoCloseable {

    private static final int HEADER_BYTES = 48;
    private static final int MAX_ATTENTIONS = 5;

    // RFC 7143 11.2.1.2, 11.12, 11.13, 11.3, 11.4, 11.7.
    private static final int LOGIN_RESPONSE = 0x23;
    private static final int DATA_IN = 0x25;
    private static final int IMMEDIATE_SCSI_COMMAND = 0x41;
    private static final int FINAL_SIMPLE = 0x81;
    private static final int TRANSIT_TO_FULL_FEATURE = 0x83;
    private static final int STATUS_FLAG = 0x01;
    private static final int STATUS_CLASS = 36;
    private static final int SCSI_STATUS = 3;
    private static final int TASK_TAG = 16;
    private static final int COMMAND_SN = 24;
    private static final int STATUS_SN = 24;
    private static final int EXPECTED_STATUS_SN = 28;
    private static final int EXPECTED_COMMAND_SN = 28;
    private static final int OWN_TASK_TAG = 0x7fff0000;

    private final ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    private final InetSocketAddress portal;

    /**
     * A PDU.
     *
     * @param bytes header, additional headers and data, padding included
     */
    private record Pdu(ByteBuffer bytes) {
        int opcode() {
            return bytes.get(0) & 0x3f;
        }

        int flags() {
            return bytes.get(1) & 0xff;
        }
    }

    AttentionRelay(InetSocketAddress portal) throws IOException {
        this.portal = portal;
        Thread.ofVirtual().name("relay").start(this::acceptAll);
    }

    InetSocketAddress address() {
        return (InetSocketAddress) server.getLocalSocketAddress();
    }

    private void acceptAll() {
        while (!server.isClosed()) {
            try (Socket initiator = server.accept();
                    Socket target = new Socket(portal.getAddress(), portal.getPort())) {
                initiator.setTcpNoDelay(true);
                target.setTcpNoDelay(true);
                relay(initiator, target);
            } catch (IOException e) {
                System.out.println("relay: a connection has ended: " + e);
            }
        }
    }

    private static void relay(Socket initiator, Socket target) throws IOException {
        DataInputStream fromTarget = new DataInputStream(target.getInputStream());
        DataInputStream fromInitiator = new DataInputStream(initiator.getInputStream());
        Pdu response;
        do {
            write(target.getOutputStream(), read(fromInitiator));
            response = read(fromTarget);
            if (!loggedIn(response)) {
                write(initiator.getOutputStream(), response);
            }
        } while (!loggedIn(response));
        int hidden = clearAttentions(response, fromTarget, target.getOutputStream());
        write(initiator.getOutputStream(), response);

        Thread answers = Thread.ofVirtual().start(() -> passAnswers(fromTarget, initiator, hidden));
        try {
            while (true) {
                Pdu request = read(fromInitiator);
                add(request, EXPECTED_STATUS_SN, hidden);
                write(target.getOutputStream(), request);
            }
        } finally {
            target.close();
            answers.interrupt();
        }
    }

    private static void passAnswers(DataInputStream fromTarget, Socket initiator, int hidden) {
        try {
            while (true) {
                Pdu answer = read(fromTarget);
                if (answer.opcode() == DATA_IN && (answer.flags() & STATUS_FLAG) == 0) {
                    answer.bytes().putInt(STATUS_SN, 0);
                } else {
                    add(answer, STATUS_SN, -hidden);
                }
                write(initiator.getOutputStream(), answer);
            }
        } catch (IOException _) {
            closeQuietly(initiator);
        }
    }

    private static void closeQuietly(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean loggedIn(Pdu pdu) {
        return pdu.opcode() == LOGIN_RESPONSE
                && (pdu.flags() & TRANSIT_TO_FULL_FEATURE) == TRANSIT_TO_FULL_FEATURE
                && pdu.bytes().get(STATUS_CLASS) == 0;
    }

    /** Returns the number of answers that the initiator must not know of. */
    private static int clearAttentions(Pdu login, DataInputStream in, OutputStream out)
            throws IOException {
        for (int sent = 1; sent <= MAX_ATTENTIONS; sent++) {
            ByteBuffer testUnitReady = ByteBuffer.allocate(HEADER_BYTES);
            testUnitReady.put(0, (byte) IMMEDIATE_SCSI_COMMAND).put(1, (byte) FINAL_SIMPLE);
            testUnitReady.putInt(TASK_TAG, OWN_TASK_TAG + sent);
            testUnitReady.putInt(COMMAND_SN, login.bytes().getInt(EXPECTED_COMMAND_SN));
            testUnitReady.putInt(EXPECTED_STATUS_SN, login.bytes().getInt(STATUS_SN) + sent);
            write(out, new Pdu(testUnitReady));
            if (read(in).bytes().get(SCSI_STATUS) == 0) {
                return sent;
            }
        }
        throw new IOException("the unit does not get ready");
    }

    private static void add(Pdu pdu, int offset, int count) {
        pdu.bytes().putInt(offset, pdu.bytes().getInt(offset) + count);
    }

    private static Pdu read(DataInputStream in) throws IOException {
        byte[] header = new byte[HEADER_BYTES];
        in.readFully(header);
        int additionalBytes = (header[4] & 0xff) * 4;
        int dataBytes = ByteBuffer.wrap(header).getInt(4) & 0xffffff;
        byte[] whole =
                Arrays.copyOf(header, HEADER_BYTES + additionalBytes + (dataBytes + 3) / 4 * 4);
        in.readFully(whole, HEADER_BYTES, whole.length - HEADER_BYTES);
        return new Pdu(ByteBuffer.wrap(whole));
    }

    private static void write(OutputStream out, Pdu pdu) throws IOException {
        out.write(pdu.bytes().array());
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
