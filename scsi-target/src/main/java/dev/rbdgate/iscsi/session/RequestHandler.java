package dev.rbdgate.iscsi.session;

import dev.rbdgate.iscsi.login.LoginResult;
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
import dev.rbdgate.iscsi.text.Declarations;
import dev.rbdgate.iscsi.text.SessionParameters;
import io.netty.buffer.ByteBuf;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Takes a session's PDUs: checks them, counts their numbers, and has them carried out in order. */
final class RequestHandler {

    private final Session session;
    private final Connection connection;
    private final TargetEnvironment environment;
    private final int cid;
    private final CommandWindow window;
    private final Outbox out;
    private final TextExchange text;
    private SessionParameters parameters;

    /** Null in a discovery session. */
    private @Nullable ScsiSide scsi;

    RequestHandler(
            Session session,
            Connection connection,
            TargetEnvironment environment,
            LoginResult login,
            CommandWindow window,
            Outbox out) {
        this.session = session;
        this.connection = connection;
        this.environment = environment;
        this.cid = login.cid();
        this.window = window;
        this.out = out;
        this.parameters = login.parameters();
        this.text =
                new TextExchange(
                        out,
                        new TextAnswers(
                                environment.catalogue(),
                                environment.advertise(),
                                connection.localAddress(),
                                connection.remoteAddress(),
                                login.initiatorName(),
                                login.destination().map(to -> to.target().name()),
                                new Declarations(this::declareSegmentBytes)));
    }

    /** Makes it take commands. */
    void use(ScsiSide side) {
        scsi = side;
    }

    /** Takes a PDU and its data. */
    void receive(InitiatorPdu pdu) {
        switch (pdu) {
            case CommandPdu command -> number(command);
            case DataOut dataOut -> {
                if (scsi == null) {
                    reject(RejectReason.PROTOCOL_ERROR, pdu, "data in a discovery session");
                } else {
                    scsi.tasks().dataOut(dataOut);
                }
            }
            case LoginRequest _ ->
                    reject(RejectReason.PROTOCOL_ERROR, pdu, "login in full feature phase");
            case SnackRequest _ ->
                    reject(RejectReason.SNACK_REJECT, pdu, "SNACK at error recovery level 0");
            case BadPdu bad -> {
                reject(bad.reason(), bad, bad.explanation());
                if (bad.fatal()) {
                    connection.finish();
                }
            }
        }
    }

    /** Releases what waits for its turn. */
    void clear() {
        window.clear().forEach(command -> command.data().release());
    }

    private void number(CommandPdu command) {
        Optional<RejectReason> wrong = check(command);
        if (wrong.isPresent()) {
            reject(wrong.get(), command, "refused");
        } else if (command.immediate()) {
            deliver(command);
            if (command instanceof TaskManagementRequest) {
                // An abort may have counted the number that others waited for.
                deliverHeld();
            }
        } else {
            switch (window.accept(command)) {
                case DELIVER -> {
                    deliver(command);
                    deliverHeld();
                }
                case HELD -> {
                    // It keeps its data until its turn.
                }
                case IGNORED -> {
                    environment
                            .peerLog()
                            .warn(
                                    connection.remoteAddress(),
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
                    scsi == null
                            ? Optional.of(RejectReason.PROTOCOL_ERROR)
                            : scsi.tasks().check(scsiCommand);
            case TaskManagementRequest _ ->
                    scsi == null
                            ? Optional.of(RejectReason.PROTOCOL_ERROR)
                            : scsi.manager().hasRoom()
                                    ? Optional.empty()
                                    : Optional.of(RejectReason.TOO_MANY_IMMEDIATE_COMMANDS);
            case NopOut _, TextRequest _, LogoutRequest _ -> Optional.empty();
        };
    }

    /** Delivers what came too early and whose turn it is now. */
    private void deliverHeld() {
        for (CommandPdu next = window.next(); next != null; next = window.next()) {
            CommandPdu command = next;
            // Its tag may have come into use since it was looked at.
            check(command)
                    .ifPresentOrElse(
                            reason -> reject(reason, command, "refused"), () -> deliver(command));
        }
        if (scsi != null) {
            scsi.manager().commandsReceived();
        }
    }

    private void deliver(CommandPdu command) {
        switch (command) {
            case ScsiCommand scsiCommand -> {
                if (scsi == null) {
                    scsiCommand.data().release();
                } else {
                    scsi.tasks().add(scsiCommand);
                }
            }
            case TaskManagementRequest request -> {
                if (scsi != null) {
                    scsi.manager().manage(request);
                }
            }
            case NopOut nop -> echo(nop);
            case TextRequest request -> {
                Optional<RejectReason> wrong =
                        text.receive(request, parameters.initiatorSegmentBytes());
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
        int length = Math.min(data.readableBytes(), parameters.initiatorSegmentBytes());
        data.writerIndex(data.readerIndex() + length);
        out.status(
                numbers -> new NopIn(nop.lun(), nop.initiatorTaskTag(), Bhs.NO_TAG, numbers, data));
    }

    private void logout(LogoutRequest request) {
        boolean otherConnection =
                request.reason() == LogoutRequest.CLOSE_CONNECTION && request.cid() != cid;
        int response =
                request.reason() > LogoutRequest.CLOSE_CONNECTION
                        ? LogoutResponse.RECOVERY_NOT_SUPPORTED
                        : otherConnection ? LogoutResponse.CID_NOT_FOUND : LogoutResponse.CLOSED;
        out.status(numbers ->
                new LogoutResponse(
                        response,
                        request.initiatorTaskTag(),
                        numbers,
                        parameters.time2WaitSeconds(),
                        0));
        if (response == LogoutResponse.CLOSED) {
            environment.peerLog().info(connection.remoteAddress(), "{} logs out", session);
            connection.finish();
        }
    }

    /** Rejects a PDU and releases its data. */
    private void reject(RejectReason reason, InitiatorPdu pdu, String why) {
        environment
                .peerLog()
                .warn(
                        connection.remoteAddress(),
                        "{}: {} rejected, {}: {}",
                        session,
                        reason,
                        why,
                        pdu.getClass().getSimpleName());
        out.status(numbers -> Reject.of(reason, numbers, pdu));
        pdu.data().release();
    }

    private void declareSegmentBytes(int bytes) {
        parameters = parameters.withInitiatorSegmentBytes(bytes);
        if (scsi != null) {
            scsi.tasks().useParameters(parameters);
        }
    }
}
