package dev.rbdgate.gateway.security;

import dev.rbdgate.config.AuditEntry;
import dev.rbdgate.gateway.access.Caller;
import dev.rbdgate.gateway.access.Callers;
import dev.rbdgate.gateway.audit.AuditLog;
import dev.rbdgate.iscsi.auth.GuessLimit;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Authenticates {@code Authorization: Bearer TOKEN} (RFC 6750 2.1), and limits how often an address
 * may present a token that is none. A right token is taken also from an address that has reached
 * the limit: 256 random bits are not found by guessing, and one bad client must not keep out the
 * others of its host.
 */
final class BearerTokenFilter extends OncePerRequestFilter {

    /** Wrong tokens of an address in a period, after which it is told to wait. */
    static final int MAX_FAILURES = 20;

    static final Duration PERIOD = Duration.ofMinutes(1);

    /** Request attribute: why the token was not taken. */
    static final String REFUSAL = BearerTokenFilter.class.getName() + ".refusal";

    private static final Logger log = LoggerFactory.getLogger(BearerTokenFilter.class);

    private static final String SCHEME = "Bearer ";

    /** All tokens are guessed at once. */
    private static final String GUESSED = "token";

    /** Who it is that has no right token, in the audit log. */
    private static final String NOBODY = "unknown";

    private final Callers callers;
    private final Optional<OidcTokens> provider;
    private final AuditLog audit;
    private final ProblemWriter problems;
    private final GuessLimit limit = new GuessLimit(MAX_FAILURES, PERIOD, System::nanoTime);

    /**
     * @param provider whose tokens are taken, too
     */
    BearerTokenFilter(
            Callers callers,
            Optional<OidcTokens> provider,
            AuditLog audit,
            ProblemWriter problems) {
        this.callers = callers;
        this.provider = provider;
        this.audit = audit;
        this.problems = problems;
    }

    @Override
    protected void doFilterInternal(
            HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        String header = request.getHeader(HttpHeaders.AUTHORIZATION);
        if (header == null || !header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            chain.doFilter(request, response);
            return;
        }
        String token = header.substring(SCHEME.length()).strip();
        boolean isForeign = provider.isPresent() && OidcTokens.isOne(token);
        if (isForeign && isToldToWait(request, response)) {
            // A signature costs time to check, and may cost a question to the provider.
            return;
        }
        switch (isForeign ? provider.get().check(token) : callers.check(token)) {
            case Callers.Proof.Accepted(Caller caller) -> {
                SecurityContext context = SecurityContextHolder.createEmptyContext();
                context.setAuthentication(new CallerAuthentication(caller));
                SecurityContextHolder.setContext(context);
                chain.doFilter(request, response);
            }
            case Callers.Proof.Refused(String reason) -> {
                if (!isToldToWait(request, response)) {
                    count(request, reason);
                    request.setAttribute(REFUSAL, reason);
                    chain.doFilter(request, response);
                }
            }
        }
    }

    private boolean isToldToWait(HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        Optional<Duration> wait = limit.lockedOut(address(request), GUESSED);
        if (wait.isEmpty()) {
            return false;
        }
        response.setHeader(
                HttpHeaders.RETRY_AFTER, Long.toString(wait.get().plusSeconds(1).toSeconds()));
        problems.write(
                request,
                response,
                HttpStatus.TOO_MANY_REQUESTS,
                "%d wrong tokens came from this address; wait, or present a right one"
                        .formatted(MAX_FAILURES));
        return true;
    }

    private void count(HttpServletRequest request, String reason) {
        InetAddress from = address(request);
        audit.refused(
                NOBODY,
                "login",
                request.getRequestURI(),
                AuditEntry.Outcome.REFUSED,
                "from %s: %s".formatted(from.getHostAddress(), reason));
        if (limit.failed(from, GUESSED)) {
            log.warn(
                    "{} has presented {} wrong tokens; wrong ones are answered 429 for {} s",
                    from.getHostAddress(),
                    MAX_FAILURES,
                    PERIOD.toSeconds());
        } else {
            log.info("A token from {} was not taken: {}", from.getHostAddress(), reason);
        }
    }

    private static InetAddress address(HttpServletRequest request) {
        return InetAddress.ofLiteral(request.getRemoteAddr());
    }
}
