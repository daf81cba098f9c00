package dev.rbdgate.cli.doctor;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/** What the machine itself must have. */
final class Host {

    private static final int MINIMUM_JAVA = 25;
    private static final long TIMEDATECTL_SECONDS = 5;

    private Host() {}

    static Finding java(Runtime.Version version) {
        return version.feature() >= MINIMUM_JAVA
                ? Finding.ok("java", version.toString())
                : Finding.failed(
                        "java",
                        version + " is too old",
                        "install a JDK " + MINIMUM_JAVA + " or newer and set JAVA_HOME");
    }

    /** Certificates, tokens and the audit log need the right time. */
    static Finding clock() {
        String answer = timedatectl();
        return switch (answer) {
            case "yes" -> Finding.ok("clock", "synchronized");
            case "no" ->
                    Finding.warning(
                            "clock",
                            "not synchronized",
                            "start systemd-timesyncd or chrony: tokens and certificates expire by"
                                    + " this clock");
            default -> Finding.skipped("clock", "no systemd to ask whether it is synchronized");
        };
    }

    private static String timedatectl() {
        try {
            Process process =
                    new ProcessBuilder(
                                    "timedatectl", "show", "--property=NTPSynchronized", "--value")
                            .redirectError(ProcessBuilder.Redirect.DISCARD)
                            .start();
            if (process.waitFor(TIMEDATECTL_SECONDS, TimeUnit.SECONDS)) {
                return new String(
                                process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII)
                        .strip();
            }
            process.destroy();
        } catch (IOException _) {
            return ""; // there is no such program
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        return "";
    }
}
