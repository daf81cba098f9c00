package dev.rbdgate.gateway.security;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.http.HttpStatus;
import org.springframework.web.filter.OncePerRequestFilter;

/** Refuses bodies that are longer than any request needs, before and while they are read. */
final class BodyLimitFilter extends OncePerRequestFilter {

    /** The longest body, in bytes: a grant with every LUN number takes a tenth of it. */
    static final int MAX_BYTES = 1 << 20;

    private static final String IMAGES = "/api/v1/images/";
    private static final String CONTENT = "/content";

    private final ProblemWriter problems;

    BodyLimitFilter(ProblemWriter problems) {
        this.problems = problems;
    }

    /** The content of an image is as long as the image, and is not kept. */
    @Override
    protected boolean shouldNotFilter(HttpServletRequest request) {
        return request.getMethod().equals("PUT")
                && request.getRequestURI().startsWith(IMAGES)
                && request.getRequestURI().endsWith(CONTENT);
    }

    @Override
    protected void doFilterInternal(
            HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        if (request.getContentLengthLong() > MAX_BYTES) {
            problems.write(
                    request,
                    response,
                    HttpStatus.CONTENT_TOO_LARGE,
                    "a request body has at most " + MAX_BYTES + " bytes");
            return;
        }
        chain.doFilter(new LimitedRequest(request), response);
    }

    private static final class LimitedRequest extends HttpServletRequestWrapper {

        LimitedRequest(HttpServletRequest request) {
            super(request);
        }

        @Override
        public ServletInputStream getInputStream() throws IOException {
            return new LimitedStream(super.getInputStream());
        }
    }

    /** Counts what a body without a length turns out to have. */
    private static final class LimitedStream extends ServletInputStream {

        private final ServletInputStream body;
        private long count;

        LimitedStream(ServletInputStream body) {
            this.body = body;
        }

        @Override
        public int read() throws IOException {
            int octet = body.read();
            return octet < 0 ? octet : counted(octet, 1);
        }

        @Override
        public int read(byte[] destination, int offset, int length) throws IOException {
            int bytes = body.read(destination, offset, length);
            return bytes < 0 ? bytes : counted(bytes, bytes);
        }

        private int counted(int result, int bytes) throws BodyTooLongException {
            count += bytes;
            if (count > MAX_BYTES) {
                throw new BodyTooLongException(MAX_BYTES);
            }
            return result;
        }

        @Override
        public boolean isFinished() {
            return body.isFinished();
        }

        @Override
        public boolean isReady() {
            return body.isReady();
        }

        @Override
        public void setReadListener(ReadListener listener) {
            body.setReadListener(listener);
        }
    }
}
