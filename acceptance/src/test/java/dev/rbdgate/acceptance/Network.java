package dev.rbdgate.acceptance;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A network namespace of its own with a bridge at {@link #ADDRESS}, on which guests have their
 * interfaces. What a test sends stays inside.
 */
final class Network implements AutoCloseable {

    /** The gateway's address in the namespace. */
    static final String ADDRESS = "10.77.0.1";

    /** Its address in another subnet: the portal of a second path. */
    static final String SECOND_ADDRESS = "10.77.1.1";

    private static final String PREFIX = "10.77.0.";
    private static final String SECOND_PREFIX = "10.77.1.";
    private static final AtomicInteger COUNT = new AtomicInteger();

    private final String name =
            "rg%d-%d".formatted(ProcessHandle.current().pid(), COUNT.incrementAndGet());
    private int guests;

    Network() {
        add();
        run("ip", "link", "add", "br0", "type", "bridge").ok();
        run("ip", "addr", "add", ADDRESS + "/24", "dev", "br0").ok();
        run("ip", "addr", "add", SECOND_ADDRESS + "/24", "dev", "br0").ok();
        run("ip", "link", "set", "br0", "up").ok();
    }

    /**
     * Another machine on a network: programs inside have an address of their own there.
     *
     * @param port number of its address and its cable
     */
    private Network(Network network, int port) {
        add();
        String cable = "cable" + port;
        network.run("ip", "link", "add", cable, "type", "veth", "peer", "eth0", "netns", name).ok();
        network.run("ip", "link", "set", cable, "master", "br0", "up").ok();
        run("ip", "addr", "add", PREFIX + (port + 1) + "/24", "dev", "eth0").ok();
        run("ip", "link", "set", "eth0", "up").ok();
    }

    private void add() {
        Command.run("ip", "netns", "add", name).ok();
        run("ip", "link", "set", "lo", "up").ok();
    }

    /** Another machine on this network, which the caller closes. */
    final class Machine implements AutoCloseable {
        private final int port = ++guests;
        private final Network inside = new Network(Network.this, port);

        /** Where its own programs run. */
        Network inside() {
            return inside;
        }

        /** Nothing that is sent arrives any more, and nobody is told. */
        void cut() {
            run("ip", "link", "set", "cable" + port, "nomaster").ok();
        }

        void mend() {
            run("ip", "link", "set", "cable" + port, "master", "br0").ok();
        }

        @Override
        public void close() {
            inside.close();
        }
    }

    /** An interface for one more guest, with an address in each subnet. */
    record Port(String tap, String address, String secondAddress, String mac) {}

    Port addPort() {
        int number = ++guests;
        String tap = "tap" + number;
        run("ip", "tuntap", "add", tap, "mode", "tap").ok();
        run("ip", "link", "set", tap, "master", "br0", "up").ok();
        return new Port(
                tap,
                PREFIX + (number + 1),
                SECOND_PREFIX + (number + 1),
                "02:00:00:00:00:%02x".formatted(number + 1));
    }

    /** Takes one of the gateway's addresses away: nothing answers there any more. */
    void takeAway(String address) {
        run("ip", "addr", "del", address + "/24", "dev", "br0").ok();
    }

    void giveBack(String address) {
        run("ip", "addr", "add", address + "/24", "dev", "br0").ok();
    }

    /** What a container runtime takes to run a container inside. */
    Path file() {
        return Path.of("/run/netns", name);
    }

    /** The command line that runs a program inside. */
    List<String> inside(List<String> command) {
        List<String> line = new ArrayList<>(List.of("ip", "netns", "exec", name));
        line.addAll(command);
        return line;
    }

    Command.Result run(String... command) {
        return run(Command.DEFAULT_LIMIT, command);
    }

    Command.Result run(Duration limit, String... command) {
        return Command.run(limit, Map.of(), inside(Arrays.asList(command)));
    }

    @Override
    public void close() {
        Command.run("ip", "netns", "del", name).ok();
    }
}
