package dev.rbdgate.csi;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import dev.rbdgate.csi.v1.CsiProto;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The numbers of fields are what sidecars rely on: they are those of a list that is checked in. */
final class WireFormatTest {

    private static void collect(Descriptor message, Set<String> fields) {
        for (FieldDescriptor field : message.getFields()) {
            fields.add(
                    "%s %d %s%s"
                            .formatted(
                                    message.getFullName(),
                                    field.getNumber(),
                                    field.isRepeated() ? "repeated " : "",
                                    field.getType().name().toLowerCase(Locale.ROOT)));
        }
        message.getNestedTypes().forEach(it -> collect(it, fields));
    }

    @Test
    void everyFieldHasTheNumberAndTypeOfTheSpecification() throws IOException {
        Set<String> fields = new TreeSet<>();
        CsiProto.getDescriptor().getMessageTypes().forEach(it -> collect(it, fields));
        try (InputStream in = WireFormatTest.class.getResourceAsStream("/csi-fields")) {
            assertThat(fields)
                    .containsExactlyElementsOf(
                            new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList());
        }
    }
}
