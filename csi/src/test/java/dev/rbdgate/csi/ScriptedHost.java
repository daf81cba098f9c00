package dev.rbdgate.csi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rbdgate.csi.node.Host;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** A host that answers commands from a script and keeps track of what is mounted and noted. */
final class ScriptedHost implements Host {

    private static final String NOTES = "/run/rbdgate-csi/";

    private final List<String> commands = new ArrayList<>();
    private final Map<String, Result> answers = new HashMap<>();
    private final Map<String, String> mounts = new HashMap<>();
    private final Map<String, String> notes = new HashMap<>();
    private final CountDownLatch stuck = new CountDownLatch(1);
    private final CountDownLatch released = new CountDownLatch(1);
    private volatile String hanging = "";

    /** Answers commands that begin like this. */
    ScriptedHost answers(String beginning, int status, String output) {
        answers.put(beginning, new Result(status, output));
        return this;
    }

    /** What ran since the last time, but for looks at what is mounted, and notes. */
    List<String> ran() {
        List<String> ran = commands.stream().filter(it -> !it.startsWith("findmnt")).toList();
        commands.clear();
        return ran;
    }

    /** Lets commands that begin like this hang until {@link #release}. */
    ScriptedHost hangs(String beginning) {
        hanging = beginning;
        return this;
    }

    /** Waits for a command that hangs. */
    void awaitHanging() throws InterruptedException {
        assertThat(stuck.await(30, TimeUnit.SECONDS)).isTrue();
    }

    void release() {
        released.countDown();
    }

    @Override
    public Result run(List<String> command) {
        String line = String.join(" ", command);
        if (!hanging.isEmpty() && line.startsWith(hanging)) {
            stuck.countDown();
            try {
                assertThat(released.await(30, TimeUnit.SECONDS)).isTrue();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        }
        return answer(command, line);
    }

    private synchronized Result answer(List<String> command, String line) {
        if (line.contains(NOTES)) {
            return note(command);
        }
        commands.add(line);
        for (Map.Entry<String, Result> answer : answers.entrySet()) {
            if (line.startsWith(answer.getKey())) {
                return answer.getValue();
            }
        }
        return switch (command.getFirst()) {
            case "findmnt" -> found(command);
            case "mount" -> {
                if (!line.contains("remount")) {
                    mounts.put(command.getLast(), command.get(command.size() - 2));
                }
                yield new Result(0, "");
            }
            case "umount" -> {
                mounts.remove(command.getLast());
                yield new Result(0, "");
            }
            case "blkid" -> new Result(2, "");
            case "readlink", "test" -> new Result(1, "");
            default -> new Result(0, "");
        };
    }

    private Result note(List<String> command) {
        switch (command.getFirst()) {
            case "ln" -> notes.put(command.getLast(), command.get(2));
            case "rm" -> notes.remove(command.getLast());
            default -> {}
        }
        return command.getFirst().equals("find")
                ? new Result(0, String.join("\n", notes.values()))
                : new Result(0, "");
    }

    private Result found(List<String> command) {
        if (command.contains("--list")) {
            return new Result(
                    0,
                    mounts.entrySet().stream()
                            .map(it -> shown(it.getKey(), it.getValue()))
                            .collect(Collectors.joining("\n")));
        }
        String source = mounts.get(command.getLast());
        if (source == null) {
            return new Result(1, "");
        }
        return new Result(
                0,
                switch (command.get(3)) {
                    case "TARGET" -> command.getLast();
                    case "SOURCE" -> shown(command.getLast(), source);
                    default -> command.getLast().contains("raw") ? "devtmpfs" : "ext4";
                });
    }

    /** A device's file that is bound is shown as a place on the file system of /dev. */
    private String shown(String path, String source) {
        if (!source.startsWith("/dev/")) {
            return mounts.getOrDefault(source, "");
        }
        return path.contains("raw") ? "udev[" + source.substring("/dev".length()) + "]" : source;
    }

    @Override
    public String disk(String naa, boolean severalPaths) {
        commands.add("disk " + naa + (severalPaths ? " multipath" : ""));
        return severalPaths ? "/dev/dm-0" : "/dev/sda";
    }
}
