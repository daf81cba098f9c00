package dev.rbdgate.cli.chap;

import dev.rbdgate.cli.command.Surroundings;
import dev.rbdgate.cli.exit.CommandException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Where secrets come from: a file, the environment, or a prompt. Never the command line, which
 * every user of the machine can see and the shell remembers.
 */
final class SecretSource {

    /** Far above any CHAP secret; a wrong file is not read whole. */
    private static final int MAX_BYTES = 4096;

    private static final String STANDARD_INPUT = "-";

    private final Surroundings surroundings;

    SecretSource(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    /**
     * @param file given by {@code fileOption}, null if it was not
     * @throws CommandException for usage, if there is no secret; the message never holds it
     */
    String read(String user, String fileOption, @Nullable String file, String variable) {
        if (file != null) {
            return fromFile(fileOption, file);
        }
        String exported = surroundings.environment().getOrDefault(variable, "");
        if (!exported.isEmpty()) {
            return exported;
        }
        String typed =
                surroundings.terminal().isInteractive()
                        ? surroundings.terminal().readSecret("CHAP secret of " + user + ": ")
                        : null;
        if (typed == null || typed.isEmpty()) {
            throw CommandException.usage(
                    "no CHAP secret: give " + fileOption + " or set " + variable);
        }
        return typed;
    }

    private String fromFile(String option, String file) {
        byte[] content;
        try {
            if (file.equals(STANDARD_INPUT)) {
                content = surroundings.in().readNBytes(MAX_BYTES);
            } else {
                Path path = surroundings.workingDirectory().resolve(file);
                try (InputStream in = Files.newInputStream(path)) {
                    content = in.readNBytes(MAX_BYTES);
                }
            }
        } catch (IOException | InvalidPathException e) {
            throw CommandException.usage(option + ": cannot read " + file);
        }
        String text = new String(content, StandardCharsets.UTF_8);
        String secret = text.lines().findFirst().orElse("");
        if (secret.isEmpty()) {
            throw CommandException.usage(option + ": the first line of " + file + " is empty");
        }
        return secret;
    }
}
