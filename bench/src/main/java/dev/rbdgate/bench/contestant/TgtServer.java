package dev.rbdgate.bench.contestant;

import dev.rbdgate.bench.lab.Command;
import dev.rbdgate.bench.lab.Daemon;
import dev.rbdgate.bench.lab.Daemons;
import dev.rbdgate.bench.lab.Wait;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** tgtd with one target; its units are added from 1 on, since 0 is its controller. */
final class TgtServer {

    static final String IQN = "iqn.2026-11.dev.rbdgate:tgt";
    static final int FIRST_LUN = 1;

    private static final Duration START_LIMIT = Duration.ofSeconds(20);

    /** tgtd's control numbers end at 32767. */
    private static final int MAX_CONTROL = 3000;

    /**
     * Its control socket is in a directory of the whole machine: its name is the portal's and ours.
     */
    private final int control;

    private final Daemon daemon;
    private int units;

    TgtServer(Daemons daemons, Map<String, String> environment, int port) {
        control = (int) (ProcessHandle.current().pid() % MAX_CONTROL) * 10 + port % 10;
        daemon =
                daemons.start(
                        "tgtd",
                        environment,
                        List.of(
                                "tgtd",
                                "-f",
                                "-C",
                                String.valueOf(control),
                                "--iscsi",
                                "portal=127.0.0.1:" + port));
        Wait.until(
                "tgtd",
                START_LIMIT,
                () -> {
                    daemon.checkAlive();
                    return Wait.listens(port);
                });
        admin("--op", "new", "--mode", "target", "--tid", "1", "-T", IQN);
        // Without these it refuses digests; with them an initiator may ask for either.
        for (String name : List.of("HeaderDigest", "DataDigest")) {
            admin(
                    "--op",
                    "update",
                    "--mode",
                    "target",
                    "--tid",
                    "1",
                    "-n",
                    name,
                    "-v",
                    "CRC32C,None");
        }
        admin("--op", "bind", "--mode", "target", "--tid", "1", "-I", "ALL");
    }

    Daemon daemon() {
        return daemon;
    }

    /** Adds a unit; the options say what is behind it. */
    TgtServer unit(String... backing) {
        List<String> command =
                new ArrayList<>(
                        List.of(
                                "--op",
                                "new",
                                "--mode",
                                "logicalunit",
                                "--tid",
                                "1",
                                "--lun",
                                String.valueOf(FIRST_LUN + units++)));
        command.addAll(Arrays.asList(backing));
        admin(command.toArray(String[]::new));
        return this;
    }

    private void admin(String... arguments) {
        List<String> command =
                new ArrayList<>(List.of("tgtadm", "-C", String.valueOf(control), "--lld", "iscsi"));
        command.addAll(Arrays.asList(arguments));
        Command.run(command.toArray(String[]::new)).ok();
    }
}
