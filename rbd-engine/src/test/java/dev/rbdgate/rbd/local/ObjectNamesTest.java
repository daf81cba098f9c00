package dev.rbdgate.rbd.local;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Object names as file names. */
class ObjectNamesTest {

    @Test
    void namesOfRbdStayReadable() {
        assertThat(ObjectNames.escape("rbd_data.1.10fff6e02516.0000000000000001"))
                .isEqualTo("rbd_data.1.10fff6e02516.0000000000000001");
    }

    @Test
    void everythingElseIsEscapedAndComesBack() {
        for (String name : new String[] {".", "..", "../x", "a/b", "%", "ä", "a b", "=", "A%41"}) {
            String escaped = ObjectNames.escape(name);
            assertThat(escaped).matches("[A-Za-z0-9_.%-]+").doesNotStartWith(".");
            assertThat(ObjectNames.unescape(escaped)).contains(name);
        }
        assertThat(ObjectNames.escape("../x")).isEqualTo("%2E.%2Fx");
    }

    @Test
    void fileNamesThatNoObjectHasAreNone() {
        for (String file : new String[] {"%", "%4", "%zz", "%41", ".a", "a b"}) {
            assertThat(ObjectNames.unescape(file)).as(file).isEmpty();
        }
    }

    @Test
    void namespacesHaveDirectoriesOfTheirOwn() {
        assertThat(ObjectNames.directoryOf("")).isEqualTo("=");
        assertThat(ObjectNames.namespaceOf("=")).contains("");
        assertThat(ObjectNames.directoryOf("=")).isEqualTo("%3D");
        assertThat(ObjectNames.namespaceOf("%3D")).contains("=");
    }
}
