package dev.rbdgate.acceptance;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * A Linux host with the kernel's own iSCSI initiator: User Mode Linux, with this machine's files as
 * its root file system and tmpfs over what it changes. Shell commands go in over its console.
 */
final class Guest implements AutoCloseable {

    private static final Duration BOOT_LIMIT = Duration.ofSeconds(60);
    private static final String READY = "RBDGATE-GUEST-READY";
    private static final String RESULT = "RBDGATE-GUEST-RESULT ";

    /** Of an answer: its number, the status, the length, the form and the text. */
    private static final int PARTS = 5;

    /** How often an answer is asked for. */
    private static final int ATTEMPTS = 3;

    private static final String END_OF_CONSOLE = "\0";

    private final String address;
    private final Process process;
    private final Writer console;
    private int commands;
    private final BlockingQueue<String> answers = new LinkedBlockingQueue<>();
    private final Transcript noise = new Transcript();

    /**
     * Boots a guest.
     *
     * @param initiator its iSCSI name
     * @param directory for the guest's files on this machine
     */
    Guest(Network network, String initiator, Path directory) {
        KernelModules.prepare();
        Network.Port port = network.addPort();
        address = port.address();
        Path init = directory.resolve("guest-init-" + port.tap());
        copyInit(init);
        List<String> command =
                network.inside(
                        List.of(
                                "linux.uml",
                                "mem=512M",
                                "root=/dev/root",
                                "rootfstype=hostfs",
                                "rootflags=/",
                                "rw",
                                "init=" + init,
                                "con=null",
                                "con0=fd:0,fd:1",
                                "quiet",
                                "vec0:transport=tap,ifname=" + port.tap() + ",depth=128,gro=1",
                                "rbdgate_address=" + port.address() + "/24",
                                "rbdgate_second_address=" + port.secondAddress() + "/24",
                                "rbdgate_mac=" + port.mac(),
                                "rbdgate_initiator=" + initiator));
        try {
            process = new ProcessBuilder(command).redirectErrorStream(true).start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        console = process.outputWriter(StandardCharsets.UTF_8);
        Thread.ofPlatform().daemon().name("guest-console").start(this::readConsole);
        String first = next(BOOT_LIMIT);
        if (!first.strip().equals(READY)) {
            throw new AssertionError("the guest did not boot: " + first + "\n" + noise);
        }
    }

    /** Its address on the subnet of {@link Network#ADDRESS}. */
    String address() {
        return address;
    }

    /** Runs a shell command inside. */
    Command.Result run(String script) {
        return run(Command.DEFAULT_LIMIT, script);
    }

    Command.Result run(Duration limit, String script) {
        return finish(limit, script, start(script));
    }

    /** Sends a shell command and returns its number. */
    private int start(String script) {
        int number = ++commands;
        send(number + " " + quoted(script));
        return number;
    }

    private void send(String line) {
        try {
            console.write(line + "\n");
            console.flush();
        } catch (IOException e) {
            throw new UncheckedIOException("the guest is gone\n" + noise, e);
        }
    }

    /** One line that the shell reads as this text (bash(1), ANSI-C quoting). */
    private static String quoted(String text) {
        StringBuilder line = new StringBuilder("$'");
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            switch (b) {
                case '\n' -> line.append("\\n");
                case '\\', '\'' -> line.append('\\').append((char) b);
                default -> {
                    if (b < ' ' || b > '~') {
                        line.append("\\x%02x".formatted(b));
                    } else {
                        line.append((char) b);
                    }
                }
            }
        }
        return line.append('\'').toString();
    }

    /** What {@code guest/init} wrote as one line. */
    private static String unquoted(String form, String line) {
        if (form.equals("b")) {
            return new String(Base64.getDecoder().decode(line.strip()), StandardCharsets.UTF_8);
        }
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (c == '\\') {
                i++;
                c = line.charAt(i) == 'n' ? '\n' : line.charAt(i);
            }
            text.append(c);
        }
        return text.append('\n').toString();
    }

    /**
     * Waits for a command's answer, and asks for it again when a part of it was lost on the way.
     */
    private Command.Result finish(Duration limit, String script, int number) {
        for (int i = 0; i < ATTEMPTS; i++) {
            Answer answer = answer(limit, number);
            if (answer.isWhole()) {
                return new Command.Result(
                        List.of("guest:", script),
                        answer.status(),
                        unquoted(answer.form(), answer.text()));
            }
            noise.line("not whole: " + answer);
            send(number + " again");
        }
        throw new AssertionError("no whole answer to '" + script + "'\n" + noise);
    }

    /** Takes the answer to a command, past those of commands that were given up on. */
    private Answer answer(Duration limit, int number) {
        String answer = next(limit);
        while (answer.startsWith(RESULT) && !answer.startsWith(RESULT + number + " ")) {
            answer = next(limit);
        }
        if (!answer.startsWith(RESULT)) {
            throw new AssertionError("no result but '" + answer + "'\n" + noise);
        }
        String[] parts = answer.substring(RESULT.length()).split(" ", PARTS);
        return parts.length < PARTS
                ? new Answer(0, -1, "", answer)
                : new Answer(
                        Integer.parseInt(parts[1]), Integer.parseInt(parts[2]), parts[3], parts[4]);
    }

    /**
     * What {@code guest/init} wrote.
     *
     * @param length of form and text with a space between, characters
     */
    private record Answer(int status, int length, String form, String text) {
        boolean isWhole() {
            return form.length() + 1 + text.codePointCount(0, text.length()) == length;
        }
    }

    private String next(Duration limit) {
        try {
            String answer = answers.poll(limit.toMillis(), TimeUnit.MILLISECONDS);
            if (answer == null) {
                throw new AssertionError("the guest is silent for " + limit + "\n" + noise);
            }
            return answer;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private void readConsole() {
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                String text = line.stripLeading();
                if (text.strip().equals(READY) || text.startsWith(RESULT)) {
                    answers.add(text);
                } else {
                    noise.line(text);
                }
            }
        } catch (IOException e) {
            noise.line(e.toString());
        }
        answers.add(END_OF_CONSOLE);
    }

    private static void copyInit(Path init) {
        try (InputStream script = Guest.class.getResourceAsStream("/guest/init")) {
            if (script == null) {
                throw new IllegalStateException("guest/init is not on the class path");
            }
            Files.copy(script, init, StandardCopyOption.REPLACE_EXISTING);
            if (!init.toFile().setExecutable(true)) {
                throw new IllegalStateException("cannot make " + init + " executable");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        process.onExit().join();
    }
}
