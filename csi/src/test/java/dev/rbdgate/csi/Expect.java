package dev.rbdgate.csi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** Checks of refused calls. */
final class Expect {

    private Expect() {}

    static void refused(Status.Code code, ThrowingCallable call) {
        StatusRuntimeException refusal = catchThrowableOfType(StatusRuntimeException.class, call);
        assertThat(refusal).as("nothing was refused").isNotNull();
        assertThat(refusal.getStatus().getCode())
                .as(String.valueOf(refusal.getStatus().getDescription()))
                .isEqualTo(code);
        assertThat(refusal.getStatus().getDescription()).isNotBlank();
    }
}
