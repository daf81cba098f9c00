package dev.rbdgate.csi.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.rbdgate.csi.call.Refusal;
import io.grpc.Status;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the gateway's refusals are to the orchestrator (CSI, error scheme). */
final class GatewayAnswerTest {

    @ParameterizedTest
    @CsvSource({
        "400, INVALID_ARGUMENT",
        "401, UNAUTHENTICATED",
        "403, PERMISSION_DENIED",
        "404, NOT_FOUND",
        "409, FAILED_PRECONDITION",
        "422, INVALID_ARGUMENT",
        "500, INTERNAL",
        "503, UNAVAILABLE",
        "507, RESOURCE_EXHAUSTED"
    })
    void everyRefusalHasTheCodeThatTellsWhatToDo(int status, Status.Code code) {
        GatewayAnswer answer =
                new GatewayAnswer(status, GatewayClient.object().put("detail", "the reason"));
        Refusal refusal = catchThrowableOfType(Refusal.class, answer::ok);
        assertThat(refusal).isNotNull().hasMessageContaining("the reason");
        assertThat(refusal.code()).isEqualTo(code);
    }

    @Test
    void whatSucceededIsItsBody() {
        var body = GatewayClient.object().put("id", "7");
        assertThat(new GatewayAnswer(200, body).ok()).isEqualTo(body);
        assertThat(new GatewayAnswer(202, body).goesOn()).isTrue();
    }
}
