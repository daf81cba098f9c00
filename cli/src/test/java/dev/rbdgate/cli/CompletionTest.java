package dev.rbdgate.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The completion scripts in the shells themselves, where these are installed. */
class CompletionTest {

    @TempDir private Path directory;

    @Test
    void bashCompletesCommandsAndOptions() throws Exception {
        Path script = script("bash");

        assertThat(bash(script, "vol")).contains("volume");
        assertThat(bash(script, "volume", "c")).contains("create");
        assertThat(bash(script, "image", "create", "--obj")).contains("--object-size");
        assertThat(bash(script, "image", "ls", "-o", "")).contains("json", "yaml");
    }

    /** Fills in what readline would, and calls the function that it would call. */
    private List<String> bash(Path script, String... words) throws Exception {
        String line = "rbdgate " + String.join(" ", words);
        return output(
                List.of(
                        "bash",
                        "--norc",
                        "-c",
                        """
                        source %s
                        COMP_WORDS=(%s) COMP_CWORD=%d COMP_LINE='%s' COMP_POINT=%d
                        _complete_rbdgate
                        printf '%%s\\n' "${COMPREPLY[@]}"
                        """
                                .formatted(
                                        script,
                                        line.endsWith(" ") ? line + "''" : line,
                                        words.length,
                                        line,
                                        line.length())));
    }

    @Test
    void zshTakesTheScriptAndKnowsTheCommand() throws Exception {
        assumeTrue(isInstalled("zsh"), "zsh is not installed");

        List<String> said =
                output(
                        List.of(
                                "zsh",
                                "-f",
                                "-c",
                                "autoload -Uz compinit && compinit -D -u && source "
                                        + script("zsh")
                                        + " && echo \"$_comps[rbdgate]\""));

        assertThat(said).anyMatch(it -> it.contains("_complete_rbdgate"));
    }

    @Test
    void fishCompletesCommandsOptionsAndValues() throws Exception {
        assumeTrue(isInstalled("fish"), "fish is not installed");
        Path script = script("fish");

        assertThat(fish(script, "rbdgate vol")).containsExactly("volume");
        assertThat(fish(script, "rbdgate volume ")).contains("create", "ls", "rm", "show");
        assertThat(fish(script, "rbdgate image create --obj")).containsExactly("--object-size");
        assertThat(fish(script, "rbdgate image ls -o ")).contains("json", "yaml", "table");
        assertThat(fish(script, "rbdgate completion ")).contains("bash", "zsh", "fish");
    }

    private List<String> fish(Path script, String line) throws Exception {
        return output(
                        List.of(
                                "env",
                                "HOME=" + directory,
                                "fish",
                                "--no-config",
                                "-c",
                                "source " + script + "; complete -C '" + line + "'"))
                .stream()
                .map(it -> it.split("\t", 2)[0])
                .toList();
    }

    private Path script(String shell) throws IOException {
        Shell.Result result = new Shell().run("completion", shell);
        assertThat(result.exitCode()).isZero();
        return Files.writeString(directory.resolve("completion." + shell), result.out());
    }

    private static boolean isInstalled(String shell) {
        return Stream.of("/usr/bin", "/bin").anyMatch(it -> Files.exists(Path.of(it, shell)));
    }

    private static List<String> output(List<String> command) throws Exception {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(text).isZero();
        return text.lines().toList();
    }
}
