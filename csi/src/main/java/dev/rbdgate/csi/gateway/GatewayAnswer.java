package dev.rbdgate.csi.gateway;

import dev.rbdgate.csi.call.Refusal;
import io.grpc.Status;
import tools.jackson.databind.JsonNode;

/**
 * An answer of the gateway.
 *
 * @param status of HTTP
 * @param body JSON; a problem document (RFC 9457) if the call was refused
 */
public record GatewayAnswer(int status, JsonNode body) {

    private static final int ACCEPTED = 202;
    private static final int NO_SUCH = 404;
    private static final int CONFLICT = 409;
    private static final int INSUFFICIENT_STORAGE = 507;

    boolean isSuccess() {
        return status / 100 == 2;
    }

    public boolean isMissing() {
        return status == NO_SUCH;
    }

    public boolean isConflict() {
        return status == CONFLICT;
    }

    /** Whether the gateway goes on with it as a task. */
    public boolean goesOn() {
        return status == ACCEPTED;
    }

    /** Why the gateway refused. */
    public String reason() {
        return body.path("detail").asString("status " + status);
    }

    /** The body of a call that succeeded; a refusal is the caller's, as the gateway meant it. */
    public JsonNode ok() {
        if (isSuccess()) {
            return body;
        }
        Status.Code code =
                switch (status) {
                    case 400, 422 -> Status.Code.INVALID_ARGUMENT;
                    case 401 -> Status.Code.UNAUTHENTICATED;
                    case 403 -> Status.Code.PERMISSION_DENIED;
                    case NO_SUCH -> Status.Code.NOT_FOUND;
                    case CONFLICT -> Status.Code.FAILED_PRECONDITION;
                    case INSUFFICIENT_STORAGE -> Status.Code.RESOURCE_EXHAUSTED;
                    case 503 -> Status.Code.UNAVAILABLE;
                    default -> Status.Code.INTERNAL;
                };
        throw Refusal.of(code, "the gateway: %s", reason());
    }
}
