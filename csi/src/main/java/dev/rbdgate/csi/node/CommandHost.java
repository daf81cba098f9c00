package dev.rbdgate.csi.node;

import dev.rbdgate.csi.call.Refusal;
import io.grpc.Status;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** The host that this process runs on, or the one around its container. */
public final class CommandHost implements Host {

    /** mkfs of a large volume and a login with retries are the longest. */
    private static final Duration COMMAND_LIMIT = Duration.ofMinutes(2);

    private static final Duration DISK_LIMIT = Duration.ofSeconds(30);
    private static final Duration DISK_PAUSE = Duration.ofMillis(100);

    /** Time for multipathd to take up a disk that has several paths. */
    private static final Duration MULTIPATH_LIMIT = Duration.ofSeconds(10);

    /** Where hosts keep their programs; a container's own path would not find them. */
    private static final String PROGRAMS =
            "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    private final List<String> prefix;
    private final BlockDevices devices;

    /**
     * @param prefix what stands before each command, such as {@code /usr/sbin/chroot /host}; empty
     *     if this is the host
     * @param sys where sysfs is mounted
     */
    public CommandHost(List<String> prefix, Path sys) {
        this.prefix = List.copyOf(prefix);
        this.devices = new BlockDevices(sys);
    }

    @Override
    public Result run(List<String> command) {
        List<String> line = new ArrayList<>(prefix);
        line.addAll(command);
        try {
            ProcessBuilder builder = new ProcessBuilder(line).redirectErrorStream(true);
            builder.environment().put("PATH", PROGRAMS);
            // What they print is read.
            builder.environment().put("LC_ALL", "C");
            Process process = builder.start();
            process.getOutputStream().close();
            CompletableFuture<String> output =
                    CompletableFuture.supplyAsync(
                            () -> read(process), task -> Thread.ofVirtual().start(task));
            if (!process.waitFor(COMMAND_LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw Refusal.of(
                        Status.Code.DEADLINE_EXCEEDED,
                        "%s took longer than %d s",
                        command.getFirst(),
                        COMMAND_LIMIT.toSeconds());
            }
            return new Result(process.exitValue(), output.join());
        } catch (IOException e) {
            throw Refusal.of(Status.Code.INTERNAL, "cannot run %s: %s", command.getFirst(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Refusal.of(Status.Code.CANCELLED, "interrupted");
        }
    }

    private static String read(Process process) {
        try {
            return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            return e.toString();
        }
    }

    @Override
    public String disk(String naa, boolean severalPaths) {
        Instant begin = Instant.now();
        Instant end = begin.plus(DISK_LIMIT);
        while (true) {
            Optional<BlockDevices.Disk> disk = devices.find(naa);
            Instant now = Instant.now();
            boolean settled =
                    disk.isPresent()
                            && (!severalPaths
                                    || disk.get().isMultipath()
                                    || now.isAfter(begin.plus(MULTIPATH_LIMIT)));
            if (settled) {
                return disk.orElseThrow().path();
            }
            if (now.isAfter(end)) {
                throw Refusal.of(Status.Code.INTERNAL, "no disk naa.%s has come", naa);
            }
            pause();
        }
    }

    private static void pause() {
        try {
            Thread.sleep(DISK_PAUSE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Refusal.of(Status.Code.CANCELLED, "interrupted while waiting for a disk");
        }
    }
}
