package dev.rbdgate.bench.lab;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The machine of a run and the programs on it, in words.
 *
 * @param facts name to value, in the order in which they are shown
 */
public record Machine(Map<String, String> facts) {

    private static final List<String> PACKAGES =
            List.of("tgt", "tgt-rbd", "libiscsi7", "fio", "librbd1", "ceph-osd");

    /**
     * @param directory where the volumes will be
     * @param home the sources
     */
    public static Machine describe(Path directory, Path home) {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("date", Instant.now().truncatedTo(ChronoUnit.MINUTES).toString());
        facts.put("processor", processor(read("/proc/cpuinfo")));
        facts.put("cores", String.valueOf(Runtime.getRuntime().availableProcessors()));
        facts.put("memory", memory(read("/proc/meminfo")));
        facts.put("kernel", read("/proc/sys/kernel/osrelease").trim());
        facts.put("disk", disk(directory));
        facts.put("load average before", read("/proc/loadavg").trim());
        facts.put("Java", Runtime.version().toString());
        facts.put("rbdgate", revision(home));
        PACKAGES.forEach(name -> facts.put(name, version(name)));
        facts.values().removeIf(String::isEmpty);
        return new Machine(facts);
    }

    static String processor(String cpuinfo) {
        return cpuinfo.lines()
                .filter(line -> line.startsWith("model name"))
                .map(line -> line.substring(line.indexOf(':') + 1).trim())
                .findFirst()
                .orElse("unknown");
    }

    static String memory(String meminfo) {
        long kib = ProcessUsage.parseBytes(meminfo, "MemTotal") >> 10;
        return "%.1f GiB".formatted(kib / (double) (1 << 20));
    }

    private static String disk(Path directory) {
        try {
            FileStore store = Files.getFileStore(directory);
            return "%s, %s".formatted(store.name(), store.type());
        } catch (IOException e) {
            throw new LabException("what holds " + directory + "?", e);
        }
    }

    /** Empty where the sources are not a work tree of git. */
    private static String revision(Path home) {
        Command.Result result =
                Command.run("git", "-C", home.toString(), "describe", "--always", "--dirty");
        return result.status() == 0 ? result.output().trim() : "";
    }

    /** Empty for what is not installed. */
    private static String version(String name) {
        Command.Result result = Command.run("dpkg-query", "-W", "-f", "${Version}", name);
        return result.status() == 0 ? result.output().trim() : "";
    }

    private static String read(String path) {
        try {
            return Files.readString(Path.of(path), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new LabException("cannot read " + path, e);
        }
    }
}
