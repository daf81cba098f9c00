package dev.rbdgate.gateway.security;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Collections;
import org.springframework.http.HttpStatus;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Refuses requests whose address and headers are longer than any client of ours makes them (RFC
 * 6585 5). Tomcat's own limit is higher, and its answer a 400 that says nothing.
 */
final class HeadLimitFilter extends OncePerRequestFilter {

    /** Longest address, query and headers together, in characters. */
    static final int MAX_CHARACTERS = 16 << 10;

    private final ProblemWriter problems;

    HeadLimitFilter(ProblemWriter problems) {
        this.problems = problems;
    }

    @Override
    protected void doFilterInternal(
            HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        if (length(request) > MAX_CHARACTERS) {
            problems.write(
                    request,
                    response,
                    HttpStatus.REQUEST_HEADER_FIELDS_TOO_LARGE,
                    "address and headers of a request have at most %d characters"
                            .formatted(MAX_CHARACTERS));
            return;
        }
        chain.doFilter(request, response);
    }

    private static long length(HttpServletRequest request) {
        String query = request.getQueryString();
        long length = request.getRequestURI().length() + (query == null ? 0L : query.length());
        for (String name : Collections.list(request.getHeaderNames())) {
            for (String value : Collections.list(request.getHeaders(name))) {
                length += name.length() + (long) value.length();
            }
        }
        return length;
    }
}
