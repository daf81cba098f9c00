package dev.rbdgate.gateway.rest;

import dev.rbdgate.gateway.control.RefusedException;
import dev.rbdgate.gateway.security.BodyTooLongException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.WebRequest;
import org.springframework.web.method.annotation.MethodArgumentTypeMismatchException;
import org.springframework.web.servlet.mvc.method.annotation.ResponseEntityExceptionHandler;

/** Turns every failure into a problem document (RFC 9457) that names the field at fault. */
@RestControllerAdvice
class Problems extends ResponseEntityExceptionHandler {

    private static final Logger log = LoggerFactory.getLogger(Problems.class);

    @ExceptionHandler
    ProblemDetail refused(RefusedException refusal) {
        HttpStatus status =
                switch (refusal.kind()) {
                    case INVALID -> HttpStatus.BAD_REQUEST;
                    case NOT_FOUND -> HttpStatus.NOT_FOUND;
                    case CONFLICT -> HttpStatus.CONFLICT;
                    case CHANGED -> HttpStatus.PRECONDITION_FAILED;
                    case OUT_OF_SPACE -> HttpStatus.INSUFFICIENT_STORAGE;
                    case UNAVAILABLE -> HttpStatus.SERVICE_UNAVAILABLE;
                    case FAILED -> HttpStatus.INTERNAL_SERVER_ERROR;
                };
        return problem(status, String.valueOf(refusal.getMessage()), refusal.field());
    }

    @ExceptionHandler
    ProblemDetail wrongType(MethodArgumentTypeMismatchException mismatch) {
        String field = mismatch.getName();
        return problem(
                HttpStatus.BAD_REQUEST,
                "'%s' cannot be '%s'".formatted(field, mismatch.getValue()),
                Optional.of(field));
    }

    @Override
    protected @Nullable ResponseEntity<Object> handleHttpMessageNotReadable(
            HttpMessageNotReadableException failure,
            HttpHeaders headers,
            HttpStatusCode status,
            WebRequest request) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof BodyTooLongException) {
                return ResponseEntity.status(HttpStatus.CONTENT_TOO_LARGE)
                        .body(
                                problem(
                                        HttpStatus.CONTENT_TOO_LARGE,
                                        String.valueOf(cause.getMessage()),
                                        Optional.empty()));
            }
        }
        JsonFault fault = JsonFault.of(failure);
        return ResponseEntity.badRequest()
                .body(problem(HttpStatus.BAD_REQUEST, fault.message(), fault.field()));
    }

    @ExceptionHandler
    ProblemDetail unexpected(Exception failure) {
        log.error("A request failed", failure);
        return problem(
                HttpStatus.INTERNAL_SERVER_ERROR,
                "the gateway failed; its log says more",
                Optional.empty());
    }

    private static ProblemDetail problem(HttpStatus status, String detail, Optional<String> field) {
        ProblemDetail problem = ProblemDetail.forStatusAndDetail(status, detail);
        field.ifPresent(it -> {
            problem.setProperty("field", it);
            problem.setProperty("errors", List.of(Map.of("field", it, "message", detail)));
        });
        return problem;
    }
}
