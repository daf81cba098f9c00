package dev.rbdgate.cli.image;

import dev.rbdgate.cli.exit.CommandException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.function.DoubleConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** qemu-img, which reads the formats of other hypervisors. */
final class QemuImage {

    private static final String PROGRAM = "qemu-img";

    /** How it tells its progress: {@code (12.34/100%)}. */
    private static final Pattern PERCENT = Pattern.compile("\\((\\d+(?:\\.\\d+)?)/100%\\)");

    private static final int MESSAGE_BYTES = 64 << 10;
    private static final double HUNDRED = 100;

    private QemuImage() {}

    /**
     * Writes a disk as raw bytes to a new, sparse file.
     *
     * @param told of the part done, 0 to 1
     */
    static void convert(Path disk, DiskFormat format, Path raw, DoubleConsumer told) {
        List<String> command =
                List.of(
                        PROGRAM,
                        "convert",
                        "-p",
                        "-f",
                        format.qemuName(),
                        "-O",
                        "raw",
                        disk.toString(),
                        raw.toString());
        try {
            Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
            String said = follow(process.getInputStream(), told);
            if (process.waitFor() != 0) {
                throw CommandException.refused(
                        "qemu-img cannot read " + disk + ": " + said.strip(), List.of());
            }
        } catch (IOException _) {
            throw CommandException.refused(
                    disk + " is a " + format.qemuName() + " file, and qemu-img is not here",
                    List.of(
                            "install it (Debian: qemu-utils), or convert the file where it is:",
                            "qemu-img convert -O raw " + disk + " disk.raw"));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw CommandException.refused("interrupted", List.of());
        }
    }

    /** All that it says but its progress. */
    private static String follow(InputStream from, DoubleConsumer told) throws IOException {
        StringBuilder said = new StringBuilder();
        StringBuilder line = new StringBuilder();
        for (int octet = from.read(); octet >= 0; octet = from.read()) {
            if (octet != '\r' && octet != '\n') {
                line.append((char) octet);
                continue;
            }
            Matcher percent = PERCENT.matcher(line);
            if (percent.find()) {
                told.accept(Double.parseDouble(percent.group(1)) / HUNDRED);
            } else if (said.length() < MESSAGE_BYTES) {
                said.append(line).append(' ');
            }
            line.setLength(0);
        }
        return new String(
                said.append(line).toString().getBytes(StandardCharsets.ISO_8859_1),
                StandardCharsets.UTF_8);
    }
}
