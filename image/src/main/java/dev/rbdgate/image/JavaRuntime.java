package dev.rbdgate.image;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** A Java runtime of the modules that the gateway and its command line use. */
final class JavaRuntime {

    /** What Spring, Tomcat, H2 and Netty name, and what they find by service lookup. */
    private static final List<String> MODULES =
            List.of(
                    "java.base",
                    "java.compiler",
                    "java.desktop",
                    "java.instrument",
                    "java.logging",
                    "java.management",
                    "java.naming",
                    "java.net.http",
                    "java.rmi",
                    "java.scripting",
                    "java.security.jgss",
                    "java.security.sasl",
                    "java.sql",
                    "java.xml",
                    "jdk.crypto.cryptoki",
                    "jdk.jfr",
                    "jdk.management",
                    "jdk.net",
                    "jdk.unsupported",
                    "jdk.zipfs");

    private JavaRuntime() {}

    /** Makes the runtime from the JDK that this program runs on. */
    static void link(Tool tool, Path destination) throws IOException {
        Path jlink = Path.of(System.getProperty("java.home"), "bin", "jlink");
        tool.run(
                Objects.requireNonNull(destination.getParent()),
                Map.of(),
                List.of(
                        jlink.toString(),
                        "--add-modules",
                        String.join(",", MODULES),
                        "--strip-debug",
                        "--no-header-files",
                        "--no-man-pages",
                        "--output",
                        destination.toString()));
    }
}
