package dev.rbdgate.csi;

import dev.rbdgate.csi.node.Host;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A host that answers commands from a script and keeps track of what is mounted. */
final class ScriptedHost implements Host {

    private final List<String> commands = new ArrayList<>();
    private final Map<String, Result> answers = new HashMap<>();
    private final Map<String, String> mounts = new HashMap<>();

    /** Answers commands that begin like this. */
    ScriptedHost answers(String beginning, int status, String output) {
        answers.put(beginning, new Result(status, output));
        return this;
    }

    /** What ran since the last time, but for looks at what is mounted. */
    List<String> ran() {
        List<String> ran = commands.stream().filter(it -> !it.startsWith("findmnt")).toList();
        commands.clear();
        return ran;
    }

    @Override
    public synchronized Result run(List<String> command) {
        String line = String.join(" ", command);
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
            default -> new Result(0, "");
        };
    }

    private Result found(List<String> command) {
        String source = mounts.get(command.getLast());
        if (source == null) {
            return new Result(1, "");
        }
        return new Result(
                0,
                switch (command.get(3)) {
                    case "TARGET" -> command.getLast();
                    case "SOURCE" ->
                            source.startsWith("/dev/") ? source : mounts.getOrDefault(source, "");
                    default -> command.getLast().contains("raw") ? "devtmpfs" : "ext4";
                });
    }

    @Override
    public String disk(String naa, boolean severalPaths) {
        commands.add("disk " + naa + (severalPaths ? " multipath" : ""));
        return severalPaths ? "/dev/dm-0" : "/dev/sda";
    }
}
