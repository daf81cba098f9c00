package dev.rbdgate.iscsi.session;

import dev.rbdgate.iscsi.pdu.BadPdu;
import dev.rbdgate.iscsi.pdu.Bhs;
import dev.rbdgate.iscsi.pdu.CommandPdu;
import dev.rbdgate.iscsi.pdu.DataOut;
import dev.rbdgate.iscsi.pdu.InitiatorPdu;
import dev.rbdgate.iscsi.pdu.LoginRequest;
import dev.rbdgate.iscsi.pdu.LogoutRequest;
import dev.rbdgate.iscsi.pdu.LogoutResponse;
import dev.rbdgate.iscsi.pdu.NopIn;
import dev.rbdgate.iscsi.pdu.NopOut;
import dev.rbdgate.iscsi.pdu.Reject;
import dev.rbdgate.iscsi.pdu.RejectReason;
import dev.rbdgate.iscsi.pdu.ScsiCommand;
import dev.rbdgate.iscsi.pdu.SnackRequest;
import dev.rbdgate.iscsi.pdu.TaskManagementRequest;
import dev.rbdgate.iscsi.pdu.TextRequest;
import io.netty.buffer.ByteBuf;
import java.util.Optional;

/**
 * Takes the PDUs of one connection: checks them, counts their numbers in the session's window, and
 * has them carried out in order.
 */
final class RequestHandler implements CommandWindow.Receiver {

    private final Session session;
    private final SessionConnection connection;
    private final CommandWindow window;
    private final PeerLog peerLog;
    private final Outbox out;
    private final TextExchange text;

    RequestHandler(
            Session session,
            SessionConnection connection,
            CommandWindow window,
            PeerLog peerLog,
            TextExchange text) {
        this.session = session;
        this.connection = connection;
        this.window = window;
        this.peerLog = peerLog;
        this.out = connection.out();
        this.text = text;
    }

    SessionConnection connection() {
        return connection;
    }

    /** Takes a PDU and its data. */
    void receive(InitiatorPdu pdu) {
        switch (pdu) {
            case CommandPdu command -> {
                acknowledge(command.expStatSn());
                number(command);
            }
            case DataOut dataOut ->
                    session.scsi()
                            .ifPresentOrElse(
                                    scsi -> receive(dataOut, scsi.tasks()),
                                    () ->
                                            reject(
                                                    RejectReason.PROTOCOL_ERROR,
                                                    pdu,
                                                    "data in a discovery session"));
            case LoginRequest _ ->
                    reject(RejectReason.PROTOCOL_ERROR, pdu, "login in full feature phase");
            case SnackRequest _ ->
                    reject(RejectReason.SNACK_REJECT, pdu, "SNACK at error recovery level 0");
            case BadPdu bad -> {
                reject(bad.reason(), bad, bad.explanation());
                if (bad.fatal()) {
                    connection.connection().finish();
                }
            }
        }
    }

    private void receive(DataOut data, TaskTable tasks) {
        CommandWindow.DataVerdict verdict =
                tasks.find(data.initiatorTaskTag()) == null
                        ? window.accept(data, this, connection.parameters().firstBurstBytes())
                        : CommandWindow.DataVerdict.DELIVER;
        switch (verdict) {
            case DELIVER -> tasks.dataOut(data, connection);
            case HELD -> {
                // It goes with its command, whose turn has not come.
            }
            case EXCESS -> {
                reject(RejectReason.PROTOCOL_ERROR, data, "more than FirstBurstLength");
                connection.connection().finish();
            }
        }
    }

    private void acknowledge(int expStatSn) {
        connection.acknowledge(expStatSn);
        session.scsi().ifPresent(scsi -> scsi.manager().statusAcknowledged());
    }

    private void number(CommandPdu command) {
        Optional<RejectReason> wrong = check(command);
        if (wrong.isPresent()) {
            reject(wrong.get(), command, "refused");
        } else if (command.immediate()) {
            carryOut(command);
            if (command instanceof TaskManagementRequest) {
                // An abort may have counted the number that others waited for.
                session.deliverHeld();
            }
        } else {
            switch (window.accept(command, this)) {
                case DELIVER -> {
                    carryOut(command);
                    session.deliverHeld();
                }
                case HELD -> {
                    // It keeps its data until its turn.
                }
                case IGNORED -> {
                    peerLog.warn(
                            connection.connection().remoteAddress(),
                            "{} sent CmdSN {}, expected {} to {}",
                            session,
                            Integer.toUnsignedString(command.cmdSn()),
                            Integer.toUnsignedString(window.expCmdSn()),
                            Integer.toUnsignedString(window.maxCmdSn()));
                    command.data().release();
                }
            }
        }
    }

    /** Looked at before the number is counted: a rejected command was not received (11.17.1). */
    private Optional<RejectReason> check(CommandPdu command) {
        return switch (command) {
            case ScsiCommand scsiCommand ->
                    session.scsi()
                            .map(scsi -> scsi.tasks().check(scsiCommand))
                            .orElse(Optional.of(RejectReason.PROTOCOL_ERROR));
            case TaskManagementRequest _ -> {
                Optional<Boolean> room = session.scsi().map(scsi -> scsi.manager().hasRoom());
                yield room.isEmpty()
                        ? Optional.of(RejectReason.PROTOCOL_ERROR)
                        : room.get()
                                ? Optional.empty()
                                : Optional.of(RejectReason.TOO_MANY_IMMEDIATE_COMMANDS);
            }
            case NopOut _, TextRequest _, LogoutRequest _ -> Optional.empty();
        };
    }

    /** A command that came too early has its turn. Its tag may have come into use meanwhile. */
    @Override
    public void deliver(CommandWindow.Held held) {
        CommandPdu command = held.request();
        check(command)
                .ifPresentOrElse(
                        reason -> reject(reason, command, "refused"), () -> carryOut(command));
        for (DataOut data : held.data()) {
            session.scsi()
                    .ifPresentOrElse(
                            scsi -> scsi.tasks().dataOut(data, connection),
                            () -> data.data().release());
        }
    }

    private void carryOut(CommandPdu command) {
        switch (command) {
            case ScsiCommand scsiCommand ->
                    session.scsi()
                            .ifPresentOrElse(
                                    scsi -> scsi.tasks().add(scsiCommand, connection),
                                    () -> scsiCommand.data().release());
            case TaskManagementRequest request ->
                    session.scsi().ifPresent(scsi -> scsi.manager().manage(request, connection));
            case NopOut nop -> echo(nop);
            case TextRequest request -> {
                Optional<RejectReason> wrong =
                        text.receive(request, connection.parameters().initiatorSegmentBytes());
                wrong.ifPresentOrElse(
                        reason -> reject(reason, request, "text"), () -> request.data().release());
            }
            case LogoutRequest request -> logout(request);
        }
    }

    private void echo(NopOut nop) {
        ByteBuf data = nop.data();
        if (nop.initiatorTaskTag() == Bhs.NO_TAG) {
            data.release();
            return;
        }
        int length =
                Math.min(data.readableBytes(), connection.parameters().initiatorSegmentBytes());
        data.writerIndex(data.readerIndex() + length);
        out.status(
                numbers -> new NopIn(nop.lun(), nop.initiatorTaskTag(), Bhs.NO_TAG, numbers, data));
    }

    private void logout(LogoutRequest request) {
        Optional<SessionConnection> named = session.connection(request.cid());
        int response =
                switch (request.reason()) {
                    case LogoutRequest.CLOSE_SESSION -> LogoutResponse.CLOSED;
                    case LogoutRequest.CLOSE_CONNECTION ->
                            named.isPresent()
                                    ? LogoutResponse.CLOSED
                                    : LogoutResponse.CID_NOT_FOUND;
                    default -> LogoutResponse.RECOVERY_NOT_SUPPORTED;
                };
        out.status(numbers ->
                new LogoutResponse(
                        response,
                        request.initiatorTaskTag(),
                        numbers,
                        connection.parameters().time2WaitSeconds(),
                        0));
        if (response != LogoutResponse.CLOSED) {
            return;
        }
        boolean all = request.reason() == LogoutRequest.CLOSE_SESSION;
        peerLog.info(
                connection.connection().remoteAddress(),
                "{} logs out {}",
                session,
                all ? "" : named.map(SessionConnection::toString).orElse(""));
        if (all) {
            session.closeOthers(connection);
            connection.connection().finish();
        } else {
            session.connectionClosed(named.get());
            named.get().connection().finish();
        }
    }

    /** Rejects a PDU and releases its data. */
    private void reject(RejectReason reason, InitiatorPdu pdu, String why) {
        peerLog.warn(
                connection.connection().remoteAddress(),
                "{}: {} rejected, {}: {}",
                session,
                reason,
                why,
                pdu.getClass().getSimpleName());
        out.status(numbers -> Reject.of(reason, numbers, pdu));
        pdu.data().release();
    }
}
