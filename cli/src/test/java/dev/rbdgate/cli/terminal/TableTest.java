package dev.rbdgate.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rbdgate.cli.terminal.Table.Heading;
import java.util.List;
import org.junit.jupiter.api.Test;

class TableTest {

    private final Table table =
            new Table(List.of(new Heading("NAME", false, false), new Heading("SIZE", true, false)));

    @Test
    void numbersStandToTheRight() {
        table.add(List.of("a", "10 GiB"));
        table.add(List.of("longer", "1 B"));

        assertThat(table.lines(80, Style.PLAIN))
                .containsExactly("NAME      SIZE", "a       10 GiB", "longer     1 B");
        assertThat(table.naturalWidth()).isEqualTo(14);
    }

    @Test
    void theWidestColumnIsCutToFit() {
        table.add(List.of("iqn.2026-11.dev.rbdgate:demo", "1 GiB"));

        assertThat(table.lines(27, Style.PLAIN))
                .containsExactly("NAME                   SIZE", "iqn.2026-11.dev.rbd…  1 GiB");
    }

    @Test
    void aVeryNarrowTerminalWraps() {
        table.add(List.of("iqn.2026-11.dev.rbdgate:demo", "1 GiB"));

        assertThat(table.lines(3, Style.PLAIN))
                .containsExactly("NAME       SIZE", "iqn.202…  1 GiB");
    }

    @Test
    void controlCharactersCannotReachTheTerminal() {
        table.add(List.of("a\u001b[2Jb\nc", "\u0085"));

        assertThat(table.lines(80, Style.PLAIN))
                .containsExactly("NAME      SIZE", "a?[2Jb?c     ?");
    }

    @Test
    void aRowOfAnotherLengthIsADefect() {
        assertThatThrownBy(() -> table.add(List.of("a")))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
