package dev.rbdgate.cli;

import dev.rbdgate.cli.command.Surroundings;
import dev.rbdgate.cli.terminal.SystemTerminal;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;

/** {@code rbdgate …}: the gateway's REST from a terminal. */
public final class RbdgateCli {

    private RbdgateCli() {}

    public static void main(String[] args) {
        Map<String, String> environment = System.getenv();
        PrintStream out = utf8(FileDescriptor.out);
        Surroundings surroundings =
                new Surroundings(
                        environment,
                        Path.of(""),
                        System.in,
                        out,
                        utf8(FileDescriptor.err),
                        new SystemTerminal(environment),
                        Thread::sleep,
                        System::nanoTime);
        int exitCode = new CommandLineRunner(surroundings).run(args).code();
        out.flush();
        System.exit(exitCode);
    }

    /** JSON is UTF-8 whatever the locale says, and the C locale would print "?" for half a name. */
    private static PrintStream utf8(FileDescriptor descriptor) {
        return new PrintStream(new FileOutputStream(descriptor), false, StandardCharsets.UTF_8);
    }
}
