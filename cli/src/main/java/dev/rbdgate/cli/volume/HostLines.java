package dev.rbdgate.cli.volume;

import dev.rbdgate.cli.command.Context;
import dev.rbdgate.cli.rest.JsonValue.JsonObject;
import dev.rbdgate.cli.rest.RestPath;
import dev.rbdgate.cli.terminal.Printable;
import java.io.PrintStream;
import java.util.List;
import java.util.Optional;

/** What to type on a Linux host to use a volume, as the gateway says. */
final class HostLines {

    /** What the gateway, which tells no secret, says instead of one; at the end of its line. */
    private static final String UNKNOWN = " SECRET";

    private final List<JsonObject> sections;

    private HostLines(List<JsonObject> sections) {
        this.sections = sections;
    }

    /** Asks for them. */
    static HostLines of(Context context, String volume) {
        return new HostLines(
                context.rest()
                        .get(RestPath.of(VolumeNoun.PLACE, volume, "host-lines"))
                        .body()
                        .objects("items"));
    }

    /**
     * Prints them.
     *
     * @param secret for CHAP, if it is new
     */
    void print(PrintStream out, Optional<String> secret) {
        for (JsonObject section : sections) {
            out.println();
            out.println(Printable.of(String.valueOf(section.text("title"))));
            for (String line : section.texts("lines")) {
                out.println("  " + Printable.of(completed(line, secret)));
            }
        }
        secret.ifPresent(_ -> {
            out.println();
            out.println("The secret is not shown again.");
        });
    }

    private static String completed(String line, Optional<String> secret) {
        return secret.isPresent() && line.endsWith(UNKNOWN)
                ? line.substring(0, line.length() - UNKNOWN.length() + 1) + secret.get()
                : line;
    }
}
