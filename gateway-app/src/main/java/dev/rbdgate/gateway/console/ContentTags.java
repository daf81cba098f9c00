package dev.rbdgate.gateway.console;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.springframework.core.io.Resource;

/**
 * Entity tags made from the content of files (RFC 9110 8.8.3), weak ones, since a file may be sent
 * compressed. Files of the jar do not change while it runs, so each is read once. Thread-safe.
 */
final class ContentTags implements Function<Resource, String> {

    /** As many hexadecimal digits of a SHA-256 tell apart the versions of one file. */
    private static final int DIGITS = 32;

    /** By address; there are as many as the jar has files. */
    private final Map<String, String> tags = new ConcurrentHashMap<>();

    @Override
    public String apply(Resource file) {
        try {
            return tags.computeIfAbsent(file.getURL().toString(), _ -> tag(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String tag(Resource file) {
        try (InputStream content = file.getInputStream()) {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(content.readAllBytes());
            return "W/\"%s\"".formatted(HexFormat.of().formatHex(hash).substring(0, DIGITS));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JRE has SHA-256", e);
        }
    }
}
