package dev.rbdgate.iscsi.session;

import dev.rbdgate.iscsi.login.Login;
import dev.rbdgate.iscsi.login.LoginStatus;
import dev.rbdgate.iscsi.pdu.LoginRequest;
import dev.rbdgate.iscsi.pdu.LoginResponse;
import dev.rbdgate.iscsi.text.KeyValues;
import java.util.Map;

/** Answers to login requests (RFC 7143 11.13). */
final class LoginResponses {

    private LoginResponses() {}

    /**
     * @param transit whether the stage changes as the request proposes
     * @param tsih of the new session with the last response, 0 before
     */
    static void answer(
            Outbox out, LoginRequest request, boolean transit, int tsih, Map<String, String> keys) {
        out.status(numbers ->
                new LoginResponse(
                        transit,
                        false,
                        request.currentStage(),
                        transit ? request.nextStage() : 0,
                        Login.VERSION,
                        Login.VERSION,
                        request.isid(),
                        tsih,
                        request.initiatorTaskTag(),
                        numbers,
                        LoginStatus.SUCCESS.code(),
                        KeyValues.encode(keys)));
    }

    /**
     * @param keys where to log in instead, or none
     */
    static void refuse(
            Outbox out, LoginRequest request, LoginStatus status, Map<String, String> keys) {
        out.status(numbers ->
                new LoginResponse(
                        false,
                        false,
                        request.currentStage(),
                        0,
                        Login.VERSION,
                        Login.VERSION,
                        request.isid(),
                        request.tsih(),
                        request.initiatorTaskTag(),
                        numbers,
                        status.code(),
                        KeyValues.encode(keys)));
    }
}
