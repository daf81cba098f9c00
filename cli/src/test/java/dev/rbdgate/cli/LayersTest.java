package dev.rbdgate.cli;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class LayersTest {

    private static final JavaClasses CLASSES =
            new ClassFileImporter()
                    .withImportOption(new ImportOption.DoNotIncludeTests())
                    .importPackages("dev.rbdgate.cli");

    @Test
    void packagesHaveNoCycles() {
        slices().matching("dev.rbdgate.cli.(*)..").should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void nothingThatStartsSlowlyIsUsed() {
        noClasses()
                .that()
                // Loaded for exports and imports alone, which take longer than its start.
                .doNotHaveSimpleName("HttpTransfer")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "org.springframework..", "java.net.http..", "tools.jackson.databind..")
                .check(CLASSES);
    }
}
