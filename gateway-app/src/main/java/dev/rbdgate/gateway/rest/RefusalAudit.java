package dev.rbdgate.gateway.rest;

import dev.rbdgate.config.AuditEntry;
import dev.rbdgate.gateway.audit.AuditLog;
import dev.rbdgate.gateway.security.RoleRules;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.converter.HttpMessageConverter;
import org.springframework.http.server.ServerHttpRequest;
import org.springframework.http.server.ServerHttpResponse;
import org.springframework.http.server.ServletServerHttpRequest;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.mvc.method.annotation.ResponseBodyAdvice;

/** Notes changes that were asked for and refused, with the words of the problem document. */
@RestControllerAdvice
class RefusalAudit implements HandlerInterceptor, ResponseBodyAdvice<Object> {

    /** Requests that change nothing (RFC 9110 9.2.1). */
    private static final Set<String> SAFE = Set.of("GET", "HEAD", "OPTIONS");

    private static final String DETAIL = RefusalAudit.class.getName() + ".detail";
    private static final int FIRST_REFUSAL = 400;
    private static final int FIRST_FAILURE = 500;

    private final AuditLog audit;

    RefusalAudit(AuditLog audit) {
        this.audit = audit;
    }

    @Override
    public boolean supports(
            MethodParameter returnType, Class<? extends HttpMessageConverter<?>> converterType) {
        return true;
    }

    /** Keeps the words of a problem document. */
    @Override
    public @Nullable Object beforeBodyWrite(
            @Nullable Object body,
            MethodParameter returnType,
            MediaType contentType,
            Class<? extends HttpMessageConverter<?>> converterType,
            ServerHttpRequest request,
            ServerHttpResponse response) {
        if (body instanceof ProblemDetail problem
                && problem.getDetail() != null
                && request instanceof ServletServerHttpRequest servlet) {
            servlet.getServletRequest().setAttribute(DETAIL, problem.getDetail());
        }
        return body;
    }

    @Override
    public void afterCompletion(
            HttpServletRequest request,
            HttpServletResponse response,
            Object handler,
            @Nullable Exception failure) {
        int status = response.getStatus();
        if (status < FIRST_REFUSAL || SAFE.contains(request.getMethod())) {
            return;
        }
        audit.refused(
                Answers.actor(),
                RoleRules.action(request),
                request.getRequestURI(),
                status < FIRST_FAILURE ? AuditEntry.Outcome.REFUSED : AuditEntry.Outcome.FAILED,
                status
                        + (request.getAttribute(DETAIL) instanceof String detail
                                ? ": " + detail
                                : ""));
    }
}
