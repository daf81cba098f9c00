package dev.rbdgate.gateway.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

final class CommandLineTest {

    @Test
    void flagsTakeTheirValueAfterASpaceOrAnEqualsSign() {
        assertThat(translate("--volume", "demo=1GiB", "--volume=b=2GiB", "--data-dir=/srv"))
                .containsExactly("--rbdgate.volume=demo=1GiB,b=2GiB", "--rbdgate.data-dir=/srv");
    }

    @Test
    void ofAnyOtherFlagTheLastOneCounts() {
        assertThat(translate("--iscsi-port", "1", "--iscsi-port=2"))
                .containsExactly("--rbdgate.iscsi-port=2");
    }

    @Test
    void propertiesOfOursAndOfSpringPass() {
        assertThat(translate("--rbdgate.iscsi-port=0", "--logging.level.root=DEBUG", "--debug"))
                .containsExactlyInAnyOrder(
                        "--rbdgate.iscsi-port=0", "--logging.level.root=DEBUG", "--debug");
    }

    @Test
    void anUnknownFlagNamesTheNearest() {
        assertThatThrownBy(() -> translate("--iscsi-prt", "1"))
                .isInstanceOfSatisfying(
                        UsageException.class,
                        it -> {
                            assertThat(it).hasMessageContaining("--iscsi-prt");
                            assertThat(it.remedy()).contains("--iscsi-port");
                        });
    }

    @Test
    void anUnknownPropertyOfOursIsRefused() {
        assertThatThrownBy(() -> translate("--rbdgate.nothing=1"))
                .isInstanceOf(UsageException.class);
    }

    @Test
    void aKeyOnTheCommandLineIsRefusedAndNotRepeated() {
        for (String flag : new String[] {"--secret-key", "--rbdgate.secret-key"}) {
            assertThatThrownBy(() -> translate(flag, "c2VjcmV0"))
                    .isInstanceOfSatisfying(
                            UsageException.class,
                            it -> {
                                assertThat(it.getMessage() + it.remedy())
                                        .contains("RBDGATE_SECRET_KEY")
                                        .doesNotContain("c2VjcmV0");
                            });
        }
    }

    @Test
    void aFlagWithoutValueIsRefused() {
        assertThatThrownBy(() -> translate("--volume"))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("no value");
    }

    @Test
    void aWordIsNoFlag() {
        assertThatThrownBy(() -> translate("demo=1GiB")).isInstanceOf(UsageException.class);
    }

    private static List<String> translate(String... arguments) {
        return CommandLine.translate(arguments);
    }
}
