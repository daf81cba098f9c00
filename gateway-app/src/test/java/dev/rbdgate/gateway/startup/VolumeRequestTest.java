package dev.rbdgate.gateway.startup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rbdgate.gateway.control.VolumeName;
import dev.rbdgate.gateway.settings.UsageException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class VolumeRequestTest {

    @Test
    void nameAndSizeAreRead() {
        assertThat(VolumeRequest.parse("demo-1.x=1GiB"))
                .isEqualTo(new VolumeRequest(new VolumeName("demo-1.x"), 1L << 30));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "demo",
                "=1GiB",
                "demo=",
                "Demo=1GiB",
                "-demo=1GiB",
                "demo_1=1GiB",
                "a/b=1GiB",
                "demo=1GB",
                "demo=0",
                "demo=-1",
                "demo=100",
                "demo=1GiB=2"
            })
    void whatIsNotAVolumeIsRefusedShowingHowItIsWritten(String text) {
        assertThatThrownBy(() -> VolumeRequest.parse(text))
                .isInstanceOfSatisfying(
                        UsageException.class,
                        it -> {
                            assertThat(it).hasMessageContaining(text);
                            assertThat(it.remedy()).contains("--volume demo=1GiB");
                        });
    }
}
