package dev.rbdgate.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SizesTest {

    @Test
    void wholeUnitsHaveNoDecimals() {
        assertThat(Sizes.readable(0)).isEqualTo("0 B");
        assertThat(Sizes.readable(1023)).isEqualTo("1023 B");
        assertThat(Sizes.readable(1024)).isEqualTo("1 KiB");
        assertThat(Sizes.readable(10L << 30)).isEqualTo("10 GiB");
        assertThat(Sizes.readable(Long.MAX_VALUE)).isEqualTo("7.9 EiB");
    }

    @Test
    void whatIsNotWholeShowsADecimalAndNeverMoreThanThereIs() {
        assertThat(Sizes.readable(1536)).isEqualTo("1.5 KiB");
        assertThat(Sizes.readable((1L << 30) + 1)).isEqualTo("1.0 GiB");
        assertThat(Sizes.readable((1L << 30) - 1)).isEqualTo("1023.9 MiB");
    }
}
