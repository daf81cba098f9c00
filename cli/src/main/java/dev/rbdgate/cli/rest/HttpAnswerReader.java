package dev.rbdgate.cli.rest;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** Reads an HTTP/1.1 response (RFC 9112 sections 4 to 7). */
final class HttpAnswerReader {

    private static final int MAX_LINE_BYTES = 16 << 10;
    private static final int MAX_HEADERS = 200;
    private static final int MAX_BODY_BYTES = 64 << 20;

    private final InputStream in;

    HttpAnswerReader(InputStream in) {
        this.in = in;
    }

    HttpAnswer read() throws IOException {
        int status = status(line());
        Map<String, String> headers = headers();
        while (status < HttpAnswer.OK) { // 1xx: the final response follows (RFC 9110 15.2)
            status = status(line());
            headers = headers();
        }
        String body = status == HttpAnswer.NO_CONTENT ? "" : body(headers);
        return new HttpAnswer(status, headers, body);
    }

    private static int status(String line) throws IOException {
        String[] parts = line.split(" ", 3);
        if (parts.length < 2
                || !parts[0].startsWith("HTTP/1.")
                || !parts[1].matches("[1-5]\\d\\d")) {
            throw new IOException("the answer is not HTTP");
        }
        return Integer.parseInt(parts[1]);
    }

    private Map<String, String> headers() throws IOException {
        Map<String, String> headers = new HashMap<>();
        for (int count = 0; count <= MAX_HEADERS; count++) {
            String line = line();
            if (line.isEmpty()) {
                return headers;
            }
            int colon = line.indexOf(':');
            if (colon < 1) {
                throw new IOException("a header without a colon");
            }
            headers.put(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).strip());
        }
        throw new IOException("more than " + MAX_HEADERS + " headers");
    }

    private String body(Map<String, String> headers) throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        String length = headers.get("content-length");
        if (headers.getOrDefault("transfer-encoding", "").equalsIgnoreCase("chunked")) {
            int chunk = number(line(), 16);
            while (chunk > 0) {
                take(chunk, body);
                line();
                chunk = number(line(), 16);
            }
        } else if (length != null) {
            take(number(length, 10), body);
        } else {
            in.transferTo(new Limited(body));
        }
        return body.toString(StandardCharsets.UTF_8);
    }

    private void take(int count, ByteArrayOutputStream to) throws IOException {
        checkRoom(to, count);
        byte[] bytes = in.readNBytes(count);
        if (bytes.length < count) {
            throw new EOFException("the answer was cut short");
        }
        to.write(bytes);
    }

    private static void checkRoom(ByteArrayOutputStream body, int more) throws IOException {
        if (more > MAX_BODY_BYTES - body.size()) {
            throw new IOException("an answer of more than " + MAX_BODY_BYTES + " bytes");
        }
    }

    /** A chunk's size ends before its extensions (7.1.1). */
    private static int number(String text, int radix) throws IOException {
        int extension = text.indexOf(';');
        String digits = (extension < 0 ? text : text.substring(0, extension)).strip();
        try {
            int number = Integer.parseInt(digits, radix);
            if (number >= 0) {
                return number;
            }
        } catch (NumberFormatException e) {
            throw new IOException("a wrong length in the answer", e);
        }
        throw new IOException("a negative length in the answer");
    }

    private String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream(80);
        for (int octet = in.read(); octet != '\n'; octet = in.read()) {
            if (octet < 0) {
                throw new EOFException("the answer was cut short");
            }
            if (line.size() == MAX_LINE_BYTES) {
                throw new IOException("a line of more than " + MAX_LINE_BYTES + " bytes");
            }
            line.write(octet);
        }
        return line.toString(StandardCharsets.ISO_8859_1).stripTrailing();
    }

    /** Passes on as much as a body may have. */
    private static final class Limited extends OutputStream {
        private final ByteArrayOutputStream body;

        Limited(ByteArrayOutputStream body) {
            this.body = body;
        }

        @Override
        public void write(int octet) throws IOException {
            checkRoom(body, 1);
            body.write(octet);
        }

        @Override
        public void write(byte[] bytes, int from, int count) throws IOException {
            checkRoom(body, count);
            body.write(bytes, from, count);
        }
    }
}
