package dev.rbdgate.iscsi;

import dev.rbdgate.iscsi.pdu.Bhs;
import dev.rbdgate.iscsi.pdu.DataIn;
import dev.rbdgate.iscsi.pdu.DataOut;
import dev.rbdgate.iscsi.pdu.InitiatorPdu;
import dev.rbdgate.iscsi.pdu.InitiatorWire;
import dev.rbdgate.iscsi.pdu.LoginRequest;
import dev.rbdgate.iscsi.pdu.LoginResponse;
import dev.rbdgate.iscsi.pdu.LogoutRequest;
import dev.rbdgate.iscsi.pdu.NopOut;
import dev.rbdgate.iscsi.pdu.ScsiCommand;
import dev.rbdgate.iscsi.pdu.TargetPdu;
import dev.rbdgate.iscsi.pdu.TaskManagementRequest;
import dev.rbdgate.iscsi.pdu.TextRequest;
import dev.rbdgate.iscsi.text.KeyValues;
import dev.rbdgate.iscsi.text.TextFormatException;
import dev.rbdgate.scsi.Cdb;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * An initiator that does exactly what a test tells it to, right or wrong. Nothing is answered by
 * itself. Every wait has a limit.
 */
public final class ScriptedInitiator implements AutoCloseable {

    public static final String NAME = "iqn.2026-11.dev.rbdgate.test:initiator";
    public static final long ISID = 0x00023d000001L;
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Socket socket;
    private final InitiatorWire wire;
    private long isid = ISID;
    private int tsih;
    private int cid = 1;
    private int cmdSn = 1;
    private int nextTag = 0x100;

    private ScriptedInitiator(Socket socket) throws IOException {
        this.socket = socket;
        this.wire = new InitiatorWire(socket.getInputStream(), socket.getOutputStream());
    }

    public static ScriptedInitiator connect(InetSocketAddress address) {
        InetAddress ip =
                address.getAddress().isAnyLocalAddress()
                        ? InetAddress.getLoopbackAddress()
                        : address.getAddress();
        return connect(ip, address.getPort());
    }

    public static ScriptedInitiator connect(InetAddress address, int port) {
        try {
            Socket socket = new Socket(address, port);
            socket.setTcpNoDelay(true);
            socket.setSoTimeout((int) PATIENCE.toMillis());
            return new ScriptedInitiator(socket);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public ScriptedInitiator isid(long value) {
        isid = value;
        return this;
    }

    /** Makes the next login ask to join a session. */
    public ScriptedInitiator joining(int sessionTsih, int connectionCid) {
        tsih = sessionTsih;
        cid = connectionCid;
        return this;
    }

    /** The number of the next command, where the session's other connections have sent some. */
    public ScriptedInitiator cmdSn(int value) {
        cmdSn = value;
        return this;
    }

    /** Tags from here on, so that two connections of a session have different ones. */
    public ScriptedInitiator tagsFrom(int tag) {
        nextTag = tag;
        return this;
    }

    public InitiatorWire wire() {
        return wire;
    }

    public Socket socket() {
        return socket;
    }

    public void send(InitiatorPdu pdu) {
        try {
            wire.send(pdu);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public void sendBytes(byte[] bytes) {
        try {
            socket.getOutputStream().write(bytes);
            socket.getOutputStream().flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public TargetPdu receive() {
        try {
            return wire.receive();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public <T extends TargetPdu> T receive(Class<T> type) {
        TargetPdu pdu = receive();
        if (!type.isInstance(pdu)) {
            throw new AssertionError("expected " + type.getSimpleName() + ", got " + pdu);
        }
        return type.cast(pdu);
    }

    /** Waits until the target closes the connection; what it still sends is skipped. */
    public void awaitClose() {
        try {
            while (true) {
                wire.receive();
            }
        } catch (EOFException | SocketException closed) {
            // That is what was waited for.
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether the target has closed the connection; for one that has not been sent anything. */
    public boolean isClosed() {
        try {
            socket.setSoTimeout(1);
            return socket.getInputStream().read() < 0;
        } catch (SocketTimeoutException open) {
            return false;
        } catch (SocketException reset) {
            return true;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public LoginRequest loginRequest(
            boolean transit, int currentStage, int nextStage, Map<String, String> keys) {
        return new LoginRequest(
                transit,
                false,
                currentStage,
                nextStage,
                0,
                0,
                isid,
                tsih,
                1,
                cid,
                cmdSn,
                0,
                KeyValues.encode(keys));
    }

    public LoginResponse login(
            boolean transit, int currentStage, int nextStage, Map<String, String> keys) {
        send(loginRequest(transit, currentStage, nextStage, keys));
        return receive(LoginResponse.class);
    }

    /** Logs in to a target straight from the operational stage. */
    public LoginResponse logIn(String targetName, Map<String, String> keys) {
        Map<String, String> all = new LinkedHashMap<>();
        all.put("InitiatorName", NAME);
        all.put("SessionType", "Normal");
        all.put("TargetName", targetName);
        all.putAll(keys);
        return login(true, 1, 3, all);
    }

    public LoginResponse discover() {
        return login(true, 1, 3, Map.of("InitiatorName", NAME, "SessionType", "Discovery"));
    }

    public int nextCmdSn() {
        return cmdSn++;
    }

    public int cmdSn() {
        return cmdSn;
    }

    public int nextTag() {
        return nextTag++;
    }

    public ScsiCommand read(int lba, int blocks) {
        return command(
                true, false, true, rw10(0x28, lba, blocks), blocks * 512L, Unpooled.EMPTY_BUFFER);
    }

    /** A WRITE(10), with {@code immediate} as its first bytes. */
    public ScsiCommand write(int lba, int blocks, boolean isFinal, ByteBuf immediate) {
        return command(false, true, isFinal, rw10(0x2a, lba, blocks), blocks * 512L, immediate);
    }

    public ScsiCommand command(
            boolean read,
            boolean write,
            boolean isFinal,
            byte[] cdb,
            long expectedBytes,
            ByteBuf immediate) {
        return new ScsiCommand(
                false,
                isFinal,
                read,
                write,
                1,
                0,
                0,
                nextTag(),
                expectedBytes,
                nextCmdSn(),
                0,
                new Cdb(cdb),
                0,
                immediate);
    }

    public static byte[] rw10(int opcode, int lba, int blocks) {
        return ByteBuffer.allocate(16)
                .put((byte) opcode)
                .put((byte) 0)
                .putInt(lba)
                .put((byte) 0)
                .putShort((short) blocks)
                .array();
    }

    public void dataOut(
            int tag, int transferTag, int dataSn, long offset, boolean isFinal, ByteBuf data) {
        send(new DataOut(isFinal, 0, tag, transferTag, 0, dataSn, offset, data));
    }

    /** Collects the data-in of a read, to its status. */
    public ByteBuf receiveData(int tag) {
        ByteBuf all = Unpooled.buffer();
        while (true) {
            DataIn pdu = receive(DataIn.class);
            if (pdu.initiatorTaskTag() != tag || pdu.bufferOffset() != all.readableBytes()) {
                throw new AssertionError("out of order: " + pdu);
            }
            all.writeBytes(pdu.data());
            if (pdu.hasStatus()) {
                return all;
            }
        }
    }

    public NopOut nop(String text) {
        return new NopOut(
                false,
                0,
                nextTag(),
                Bhs.NO_TAG,
                nextCmdSn(),
                0,
                Unpooled.wrappedBuffer(text.getBytes(StandardCharsets.UTF_8)));
    }

    public NopOut immediateNop(String text) {
        return new NopOut(
                true,
                0,
                nextTag(),
                Bhs.NO_TAG,
                cmdSn,
                0,
                Unpooled.wrappedBuffer(text.getBytes(StandardCharsets.UTF_8)));
    }

    public TextRequest text(Map<String, String> keys) {
        return new TextRequest(
                false,
                true,
                false,
                0,
                nextTag(),
                Bhs.NO_TAG,
                nextCmdSn(),
                0,
                KeyValues.encode(keys));
    }

    public LogoutRequest logout(int reason) {
        return new LogoutRequest(true, reason, nextTag(), cid, cmdSn, 0);
    }

    public TaskManagementRequest manage(int function, int referencedTag, int refCmdSn) {
        return new TaskManagementRequest(
                true, function, 0, nextTag(), referencedTag, cmdSn, 0, refCmdSn, 0);
    }

    public static Map<String, String> keys(ByteBuf text) {
        try {
            return KeyValues.parse(text);
        } catch (TextFormatException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
