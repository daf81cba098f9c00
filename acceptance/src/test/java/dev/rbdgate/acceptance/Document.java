package dev.rbdgate.acceptance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A document's fenced blocks. A block of shell commands is run by a test, unless the line before it
 * says {@code <!-- not run: REASON -->}.
 *
 * @param blocks in their order
 */
record Document(Path path, List<Block> blocks) {

    private static final Pattern FENCE = Pattern.compile("^(\\s*)```(\\w*)\\s*$");
    private static final Pattern NOT_RUN = Pattern.compile("^\\s*<!-- not run: (.+) -->\\s*$");
    private static final Set<String> SHELL = Set.of("sh", "console");

    /**
     * @param line where it begins, from 1
     * @param language as the fence names it; may be empty
     * @param reason why it is not run, if it is not
     */
    record Block(int line, String language, List<String> lines, Optional<String> reason) {

        boolean isShell() {
            return SHELL.contains(language);
        }

        boolean isRun() {
            return isShell() && reason.isEmpty();
        }
    }

    static Document read(Path path) {
        List<String> lines;
        try {
            lines = Files.readAllLines(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        List<Block> blocks = new ArrayList<>();
        Optional<String> reason = Optional.empty();
        for (int at = 0; at < lines.size(); at++) {
            Matcher fence = FENCE.matcher(lines.get(at));
            if (!fence.matches()) {
                Matcher notRun = NOT_RUN.matcher(lines.get(at));
                reason = notRun.matches() ? Optional.of(notRun.group(1)) : Optional.empty();
                continue;
            }
            int begin = at + 1;
            List<String> content = new ArrayList<>();
            for (at++; !FENCE.matcher(lines.get(at)).matches(); at++) {
                content.add(lines.get(at));
            }
            blocks.add(new Block(begin, fence.group(2), content, reason));
            reason = Optional.empty();
        }
        return new Document(path, blocks);
    }

    /** The shell commands to run, each block under a line that says where it stands. */
    String script() {
        StringBuilder script = new StringBuilder();
        for (Block block : blocks) {
            if (block.isRun() && !isStart(block)) {
                script.append("echo '== ").append(path.getFileName()).append(':');
                script.append(block.line()).append("'\n");
                block.lines().forEach(line -> script.append(line).append('\n'));
            }
        }
        return script.toString();
    }

    /** How the gateway is started, if the document says it: {@code ./rbdgate up ...}. */
    Optional<String> start() {
        return blocks.stream()
                .filter(Block::isRun)
                .filter(Document::isStart)
                .map(it -> it.lines().getFirst())
                .findFirst();
    }

    private static boolean isStart(Block block) {
        return block.lines().getFirst().matches("(\\./)?rbdgate up\\b.*");
    }
}
