package dev.rbdgate.gateway.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ByteSizesTest {

    @ParameterizedTest
    @CsvSource({
        "4096, 4096",
        "0, 0",
        "1KiB, 1024",
        "10GiB, 10737418240",
        "10G, 10737418240",
        "10gib, 10737418240",
        "1.5 TiB, 1649267441664",
        "512B, 512",
        "7PiB, 7881299347898368"
    })
    void readsWhatPeopleWrite(String text, long bytes) {
        assertThat(ByteSizes.parse(text)).isEqualTo(bytes);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "GiB",
                "-1GiB",
                "1GB",
                "1XiB",
                "1.GiB",
                "0x10",
                "1e9",
                "1,5GiB",
                "10 G i B",
                "99999999999999999999",
                "8192PiB",
                "0.3B",
                "1.0000001GiB"
            })
    void refusesWhatIsNoSize(String text) {
        assertThatThrownBy(() -> ByteSizes.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(text);
    }

    @Test
    void writesTheShortestExactForm() {
        assertThat(ByteSizes.format(1L << 30)).isEqualTo("1GiB");
        assertThat(ByteSizes.format(1536L << 20)).isEqualTo("1536MiB");
        assertThat(ByteSizes.format(513)).isEqualTo("513");
        assertThat(ByteSizes.format(0)).isEqualTo("0");
    }
}
