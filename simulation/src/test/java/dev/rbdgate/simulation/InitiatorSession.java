package dev.rbdgate.simulation;

import dev.rbdgate.iscsi.pdu.AsyncMessage;
import dev.rbdgate.iscsi.pdu.Bhs;
import dev.rbdgate.iscsi.pdu.DataIn;
import dev.rbdgate.iscsi.pdu.DataOut;
import dev.rbdgate.iscsi.pdu.LoginRequest;
import dev.rbdgate.iscsi.pdu.LoginResponse;
import dev.rbdgate.iscsi.pdu.LogoutResponse;
import dev.rbdgate.iscsi.pdu.NopIn;
import dev.rbdgate.iscsi.pdu.NopOut;
import dev.rbdgate.iscsi.pdu.ReadyToTransfer;
import dev.rbdgate.iscsi.pdu.Reject;
import dev.rbdgate.iscsi.pdu.ScsiCommand;
import dev.rbdgate.iscsi.pdu.ScsiResponse;
import dev.rbdgate.iscsi.pdu.SequenceNumbers;
import dev.rbdgate.iscsi.pdu.TargetPdu;
import dev.rbdgate.iscsi.pdu.TaskManagementRequest;
import dev.rbdgate.iscsi.pdu.TaskManagementResponse;
import dev.rbdgate.iscsi.pdu.TextResponse;
import dev.rbdgate.iscsi.text.KeyValues;
import dev.rbdgate.iscsi.text.TextFormatException;
import dev.rbdgate.scsi.Cdb;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** A session as an initiator keeps it, strict about what the target may do. */
final class InitiatorSession {

    private static final int FULL_FEATURE = 3;
    private static final int OPERATIONAL = 1;
    private static final int ABORT_TASK = 1;
    private static final int FUNCTION_COMPLETE = 0;
    private static final int LUN_SHIFT = 48;

    /** A command that is not answered by then, on a connection that lives, never will be. */
    private static final long PATIENCE = 60 * Time.SECOND;

    /** Who uses the session. */
    interface User {

        /** Full feature phase begins. */
        void loggedIn();

        /** There may be another connection: connects it, and has it {@link #join}. */
        void connectAnother(InitiatorSession session);

        /** The session has ended; all its commands have been told. */
        void ended(String why);
    }

    private final World world;
    private final String initiator;
    private final String label;
    private final long isid;
    private final String target;
    private final User user;
    private final Mutation mutation;
    private final List<InitiatorConnection> connections = new ArrayList<>();

    /** Those of the connections that are in full feature phase. */
    private final List<InitiatorConnection> usable = new ArrayList<>();

    private final TreeMap<Integer, Command> outstanding = new TreeMap<>();
    private final TreeMap<Integer, Answered> managements = new TreeMap<>();

    /** Tags of commands whose end was told on another connection than theirs. */
    private final Set<Integer> endedElsewhere = new HashSet<>();

    private final ArrayDeque<Command> waiting = new ArrayDeque<>();
    private final Map<String, String> offered = new LinkedHashMap<>();
    private Map<String, String> agreed = Map.of();
    private boolean loggedIn;
    private boolean over;
    private int cmdSn;
    private int maxCmdSn;
    private int nextTag;
    private int nextCid;
    private int tsih;

    /**
     * @param label what the trace calls it
     */
    InitiatorSession(
            World world,
            String initiator,
            String label,
            long isid,
            String target,
            User user,
            Mutation mutation) {
        this.label = label;
        this.mutation = mutation;
        this.world = world;
        this.initiator = initiator;
        this.isid = isid;
        this.target = target;
        this.user = user;
        this.cmdSn = world.chance().oneIn(4) ? -3 : (int) world.chance().bits();
        this.nextTag = (int) world.chance().bits();
    }

    boolean isLoggedIn() {
        return loggedIn && !over;
    }

    int outstanding() {
        return outstanding.size() + waiting.size();
    }

    /**
     * Begins a connection. The first one is followed by {@link #logIn}, and {@link User#loggedIn}
     * follows, or {@link User#ended}; others by {@link #join}.
     */
    InitiatorConnection connect(Wire wire) {
        InitiatorConnection connection = new InitiatorConnection(this, wire, ++nextCid);
        connections.add(connection);
        return connection;
    }

    void logIn() {
        Chance chance = world.chance();
        offered.put("InitiatorName", initiator);
        offered.put("SessionType", "Normal");
        offered.put("TargetName", target);
        offered.put("MaxConnections", chance.oneIn(3) ? "" + chance.between(2, 4) : "1");
        offerOfConnection(offered);
        offered.put("InitialR2T", chance.oneIn(2) ? "Yes" : "No");
        offered.put("ImmediateData", chance.oneIn(2) ? "Yes" : "No");
        offered.put("MaxBurstLength", "" + 512 * chance.duration(1, 512));
        offered.put("FirstBurstLength", "" + 512);
        offered.put("MaxOutstandingR2T", "" + chance.between(1, 8));
        long burst = Long.parseLong(offered.get("MaxBurstLength"));
        offered.put("FirstBurstLength", "" + Math.max(512, burst / chance.between(1, 4)));
        logIn(connections.getFirst(), offered);
    }

    private void offerOfConnection(Map<String, String> keys) {
        Chance chance = world.chance();
        keys.put("HeaderDigest", chance.oneIn(3) ? "CRC32C,None" : "None");
        keys.put("DataDigest", chance.oneIn(3) ? "CRC32C,None" : "None");
        keys.put("MaxRecvDataSegmentLength", "" + 512 * chance.duration(1, 256));
    }

    private void logIn(InitiatorConnection connection, Map<String, String> keys) {
        connection.send(
                new LoginRequest(
                        true,
                        false,
                        OPERATIONAL,
                        FULL_FEATURE,
                        0,
                        0,
                        isid,
                        tsih,
                        1,
                        connection.cid(),
                        cmdSn,
                        0,
                        KeyValues.encode(keys)));
    }

    /** Logs another connection in to this session. */
    void join(InitiatorConnection connection) {
        Map<String, String> keys = new LinkedHashMap<>();
        keys.put("InitiatorName", initiator);
        keys.put("SessionType", "Normal");
        keys.put("TargetName", target);
        offerOfConnection(keys);
        logIn(connection, keys);
    }

    /** Ends the session without a word. */
    void cut(boolean targetNotices) {
        if (!connections.isEmpty()) {
            world.chance().pick(connections).cut(targetNotices);
        }
    }

    void submit(Command command) {
        if (over) {
            throw new IllegalStateException("the session is over");
        }
        waiting.add(command);
        sendWaiting();
    }

    private void sendWaiting() {
        while (!waiting.isEmpty() && maxCmdSn - cmdSn >= 0 && isLoggedIn()) {
            send(waiting.remove());
        }
    }

    private InitiatorConnection someConnection() {
        return usable.size() == 1 ? usable.getFirst() : world.chance().pick(usable);
    }

    private int newTag() {
        do {
            nextTag++;
        } while (nextTag == Bhs.NO_TAG
                || outstanding.containsKey(nextTag)
                || managements.containsKey(nextTag));
        return nextTag;
    }

    private void send(Command command) {
        command.tag = newTag();
        command.cmdSn = cmdSn++;
        command.sent = true;
        command.sentAt = world.now();
        InitiatorConnection connection = someConnection();
        command.connection = connection;
        outstanding.put(command.tag, command);
        world.trace("%s LUN %d: %s".formatted(this, command.lun, command.what));
        int length = command.dataOut.length;
        int firstBurst = Math.min(length, number("FirstBurstLength", 65536));
        int immediate =
                "Yes".equals(agreed.get("ImmediateData"))
                        ? Math.min(firstBurst, connection.segmentBytes())
                        : 0;
        boolean unsolicited = "No".equals(agreed.get("InitialR2T")) && firstBurst > immediate;
        connection.send(
                new ScsiCommand(
                        false,
                        !unsolicited,
                        command.dataInBytes > 0,
                        length > 0,
                        1,
                        0,
                        (long) command.lun << LUN_SHIFT,
                        command.tag,
                        Math.max(length, command.dataInBytes),
                        command.cmdSn,
                        connection.expStatSn(),
                        new Cdb(command.cdb),
                        0,
                        Unpooled.wrappedBuffer(command.dataOut, 0, immediate)));
        if (unsolicited) {
            sendData(connection, command, Bhs.NO_TAG, immediate, firstBurst);
        }
        world.after(
                PATIENCE,
                () -> {
                    if (!over && outstanding.get(command.tag) == command) {
                        throw new Violation(
                                "%s: no answer to %s for %d s"
                                        .formatted(this, command.what, PATIENCE / Time.SECOND));
                    }
                });
    }

    private void sendData(
            InitiatorConnection connection, Command command, int transferTag, int from, int to) {
        int dataSn = 0;
        for (int at = from; at < to; ) {
            int length = Math.min(to - at, connection.segmentBytes());
            connection.send(
                    new DataOut(
                            at + length == to,
                            (long) command.lun << LUN_SHIFT,
                            command.tag,
                            transferTag,
                            connection.expStatSn(),
                            dataSn++,
                            at,
                            Unpooled.wrappedBuffer(command.dataOut, at, length)));
            at += length;
        }
    }

    boolean isOutstanding(Command command) {
        return !over
                && command.sent
                && !command.aborting
                && outstanding.get(command.tag) == command;
    }

    /** Sends ABORT TASK for a command that was sent and not answered. */
    void abort(Command command) {
        command.aborting = true;
        manage(
                connectionOf(command),
                ABORT_TASK,
                command.lun,
                command.tag,
                command.cmdSn,
                response -> {
                    if (outstanding.get(command.tag) != command) {
                        return;
                    }
                    if (response != FUNCTION_COMPLETE
                            && !command.resets.mayHaveEnded(command.sentAt)) {
                        throw new Violation(
                                "%s: ABORT TASK of %s, which was not answered: response %d"
                                        .formatted(this, command.what, response));
                    }
                    end(command, Reply.of(Reply.Outcome.ABORTED));
                });
    }

    private InitiatorConnection connectionOf(Command command) {
        InitiatorConnection connection = command.connection;
        if (connection == null) {
            throw new IllegalStateException("it was not sent");
        }
        return connection;
    }

    /** Ends all commands to a unit, or to all of them, that were sent before. */
    void endAll(Ending ending, int lun, Runnable done) {
        int before = cmdSn;
        InitiatorConnection connection = someConnection();
        manage(
                connection,
                ending.function(),
                ending.isOfEveryUnit() ? 0 : lun,
                Bhs.NO_TAG,
                0,
                response -> {
                    if (response != FUNCTION_COMPLETE) {
                        throw new Violation(
                                "%s: %s: response %d".formatted(this, ending, response));
                    }
                    for (Command command : List.copyOf(outstanding.values())) {
                        boolean meant = ending.isOfEveryUnit() || command.lun == lun;
                        if (meant && command.cmdSn - before < 0) {
                            if (command.connection != connection) {
                                endedElsewhere.add(command.tag);
                            }
                            end(command, Reply.of(Reply.Outcome.ABORTED));
                        }
                    }
                    done.run();
                });
    }

    /**
     * Another initiator has reset a unit: commands that were sent before may be gone without an
     * answer. What is not answered in a while is aborted.
     */
    void wasReset(int lun) {
        List<Command> perhaps = new ArrayList<>();
        for (Command command : outstanding.values()) {
            if (command.lun == lun) {
                perhaps.add(command);
            }
        }
        world.after(
                Time.SECOND,
                () -> perhaps.stream().filter(this::isOutstanding).forEach(this::abort));
    }

    private interface Answered {
        void response(int code);
    }

    private void manage(
            InitiatorConnection connection,
            int function,
            int lun,
            int referenced,
            int refCmdSn,
            Answered answered) {
        int tag = newTag();
        world.trace("%s: task management %d of %d".formatted(this, function, referenced));
        managements.put(tag, answered);
        connection.send(
                new TaskManagementRequest(
                        true,
                        function,
                        (long) lun << LUN_SHIFT,
                        tag,
                        referenced,
                        cmdSn,
                        connection.expStatSn(),
                        refCmdSn,
                        0));
        world.after(
                PATIENCE,
                () -> {
                    if (!over && managements.containsKey(tag)) {
                        throw new Violation(this + ": no answer to a task management function");
                    }
                });
    }

    /** A PDU came in. */
    void received(InitiatorConnection connection, TargetPdu pdu) {
        SequenceNumbers numbers = pdu.numbers();
        if (numbers.expCmdSn() - cmdSn > 0 && loggedIn) {
            throw new Violation(
                    "%s: ExpCmdSN %d, but %d comes next"
                            .formatted(this, numbers.expCmdSn(), cmdSn));
        }
        int most = mutation.maxCmdSn(numbers);
        if (most - numbers.expCmdSn() >= -1 && (!loggedIn || most - maxCmdSn > 0)) {
            maxCmdSn = most;
        }
        switch (pdu) {
            case LoginResponse response -> loggedIn(connection, response);
            case ScsiResponse response -> responded(connection, response);
            case DataIn data -> dataIn(connection, data);
            case ReadyToTransfer ready -> readyToTransfer(connection, ready);
            case NopIn nop -> nop(connection, nop);
            case TaskManagementResponse response -> {
                Answered answered = managements.remove(response.initiatorTaskTag());
                if (answered == null) {
                    throw new Violation(this + ": an answer to no task management function");
                }
                world.trace("%s: task management answered %d".formatted(this, response.response()));
                answered.response(response.response());
            }
            case AsyncMessage message -> asynchronous(message);
            case Reject reject ->
                    throw new Violation(
                            "%s: rejected with %02x: %s"
                                    .formatted(
                                            this,
                                            reject.reason(),
                                            ByteBufUtil.hexDump(reject.data())));
            case LogoutResponse _, TextResponse _ ->
                    throw new Violation(this + ": nobody asked for " + pdu);
        }
        sendWaiting();
    }

    private void asynchronous(AsyncMessage message) {
        world.trace("%s: asynchronous message %d".formatted(this, message.event()));
        if (message.event() == AsyncMessage.SESSION_DROPPED
                || message.event() == AsyncMessage.LOGOUT_REQUESTED
                || message.event() == AsyncMessage.CONNECTION_DROPPED) {
            end("the target drops the session");
        }
    }

    private void loggedIn(InitiatorConnection connection, LoginResponse response) {
        if (loggedIn) {
            joined(connection, response);
            return;
        }
        if (response.status() != 0) {
            end("login refused with %04x".formatted(response.status()));
            return;
        }
        Map<String, String> keys = new LinkedHashMap<>();
        for (String declared : List.of("InitialR2T", "ImmediateData", "FirstBurstLength")) {
            keys.put(declared, offered.get(declared));
        }
        keys.putAll(answer(response));
        agreed = keys;
        tsih = response.tsih();
        connection.use(keys);
        usable.add(connection);
        loggedIn = true;
        user.loggedIn();
        for (int more = number("MaxConnections", 1); more > 1; more--) {
            user.connectAnother(this);
        }
    }

    private Map<String, String> answer(LoginResponse response) {
        try {
            return KeyValues.parse(response.data());
        } catch (TextFormatException e) {
            throw new Violation(this + ": the login's keys cannot be read", e);
        }
    }

    private void joined(InitiatorConnection connection, LoginResponse response) {
        if (response.status() != 0) {
            throw new Violation(
                    "%s: connection %d was refused with %04x"
                            .formatted(this, connection.cid(), response.status()));
        }
        world.trace("%s has connection %d".formatted(this, connection.cid()));
        connection.use(answer(response));
        usable.add(connection);
    }

    private int number(String key, int otherwise) {
        String value = agreed.get(key);
        return value == null ? otherwise : "Irrelevant".equals(value) ? 0 : Integer.parseInt(value);
    }

    private Command command(InitiatorConnection connection, int tag, TargetPdu pdu) {
        Command command = outstanding.get(tag);
        if (command == null) {
            throw new Violation(this + ": an answer to no command: " + pdu);
        }
        if (command.connection != connection) {
            throw new Violation(this + ": an answer on another connection: " + pdu);
        }
        return command;
    }

    private void dataIn(InitiatorConnection connection, DataIn pdu) {
        if (!pdu.hasStatus() && endedElsewhere.contains(pdu.initiatorTaskTag())) {
            return;
        }
        Command command = command(connection, pdu.initiatorTaskTag(), pdu);
        ByteBuf data = pdu.data();
        int length = data.readableBytes();
        if (pdu.bufferOffset() != command.received
                || command.received + length > command.dataInBytes) {
            throw new Violation(
                    "%s: data of %s at %d instead of %d"
                            .formatted(this, command.what, pdu.bufferOffset(), command.received));
        }
        data.readBytes(command.dataIn, command.received, length);
        command.received += length;
        if (pdu.hasStatus()) {
            end(command, reply(pdu.status(), Unpooled.EMPTY_BUFFER, command));
        }
    }

    private void readyToTransfer(InitiatorConnection connection, ReadyToTransfer pdu) {
        if (endedElsewhere.contains(pdu.initiatorTaskTag())) {
            return;
        }
        Command command = command(connection, pdu.initiatorTaskTag(), pdu);
        int from = (int) pdu.bufferOffset();
        int to = from + pdu.desiredBytes();
        if (to > command.dataOut.length || pdu.desiredBytes() <= 0) {
            throw new Violation("%s: R2T beyond %s".formatted(this, command.what));
        }
        sendData(connection, command, pdu.targetTransferTag(), from, to);
    }

    private void nop(InitiatorConnection connection, NopIn nop) {
        if (nop.targetTransferTag() != Bhs.NO_TAG) {
            connection.send(
                    new NopOut(
                            true,
                            nop.lun(),
                            Bhs.NO_TAG,
                            nop.targetTransferTag(),
                            cmdSn,
                            connection.expStatSn(),
                            Unpooled.EMPTY_BUFFER));
        }
    }

    private void responded(InitiatorConnection connection, ScsiResponse pdu) {
        Command command = command(connection, pdu.initiatorTaskTag(), pdu);
        end(command, reply(pdu.status(), pdu.data(), command));
    }

    private Reply reply(int status, ByteBuf senseData, Command command) {
        return switch (status) {
            case 0x00 -> Reply.good(Arrays.copyOf(command.dataIn, command.received));
            case 0x02 -> sense(senseData);
            case 0x08, 0x28 -> Reply.of(Reply.Outcome.LATER);
            case 0x18 -> Reply.of(Reply.Outcome.RESERVATION_CONFLICT);
            case 0x40 -> Reply.of(Reply.Outcome.ABORTED);
            default -> throw new Violation("%s: status %02x".formatted(this, status));
        };
    }

    /** Sense data in fixed or descriptor format (SPC-5 4.4). */
    private Reply sense(ByteBuf data) {
        if (data.readableBytes() < 2 + 8) {
            throw new Violation(this + ": CHECK CONDITION without sense data");
        }
        int at = data.readerIndex() + 2;
        int code = data.getUnsignedByte(at) & 0x7f;
        boolean fixed = code == 0x70 || code == 0x71;
        int key = data.getByte(at + (fixed ? 2 : 1)) & 0x0f;
        int additional = data.getUnsignedShort(at + (fixed ? 12 : 2));
        return Reply.sense(key, additional, code == 0x71 || code == 0x73);
    }

    private void end(Command command, Reply reply) {
        outstanding.remove(command.tag);
        world.trace("%s LUN %d: %s -> %s".formatted(this, command.lun, command.what, reply));
        command.ended.accept(reply);
    }

    /** A connection is gone, and the session with it. */
    void connectionLost(InitiatorConnection connection) {
        connections.remove(connection);
        end("its connection is lost");
    }

    private void end(String why) {
        if (over) {
            return;
        }
        over = true;
        world.trace("%s ends: %s".formatted(this, why));
        connections.forEach(InitiatorConnection::close);
        connections.clear();
        usable.clear();
        List<Command> left = new ArrayList<>(outstanding.values());
        left.addAll(waiting);
        outstanding.clear();
        waiting.clear();
        left.forEach(command -> command.ended.accept(Reply.of(Reply.Outcome.LOST)));
        user.ended(why);
    }

    @Override
    public String toString() {
        return label;
    }
}
