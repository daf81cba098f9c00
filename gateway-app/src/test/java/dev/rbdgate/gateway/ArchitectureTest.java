package dev.rbdgate.gateway;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.GeneralCodingRules.USE_JAVA_UTIL_LOGGING;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The arrows of the architecture: who sees whom. */
final class ArchitectureTest {

    private static final String SPRING = "org.springframework..";
    private static final String NETTY = "io.netty..";
    private static final String ISCSI = "dev.rbdgate.iscsi..";
    private static final String SCSI = "dev.rbdgate.scsi..";
    private static final String ENGINE = "dev.rbdgate.rbd..";
    private static final String CONFIG = "dev.rbdgate.config..";
    private static final String GATEWAY = "dev.rbdgate.gateway..";

    private static JavaClasses classes;

    @BeforeAll
    static void read() {
        classes =
                new ClassFileImporter()
                        .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                        .importPackages("dev.rbdgate");
    }

    @Test
    void blockApiSeesNothingElse() {
        check(
                classes()
                        .that()
                        .resideInAPackage("dev.rbdgate.block..")
                        .should()
                        .onlyDependOnClassesThat()
                        .resideInAnyPackage(
                                "dev.rbdgate.block..", "java..", "org.jspecify.annotations.."));
    }

    @Test
    void theTargetSeesNeitherSpringNorFilesNorTheOtherModules() {
        check(
                noClasses()
                        .that()
                        .resideInAnyPackage(ISCSI, SCSI)
                        .should()
                        .dependOnClassesThat()
                        .resideInAnyPackage(
                                SPRING, "java.nio.file..", ENGINE, CONFIG, GATEWAY, "org.h2.."));
    }

    @Test
    void theEngineSeesNeitherIscsiNorNettyNorSpring() {
        check(
                noClasses()
                        .that()
                        .resideInAPackage(ENGINE)
                        .should()
                        .dependOnClassesThat()
                        .resideInAnyPackage(SPRING, NETTY, ISCSI, SCSI, CONFIG, GATEWAY));
    }

    @Test
    void theDatabaseSeesNeitherIscsiNorTheEngine() {
        check(
                noClasses()
                        .that()
                        .resideInAPackage(CONFIG)
                        .should()
                        .dependOnClassesThat()
                        .resideInAnyPackage(ISCSI, SCSI, ENGINE, NETTY, GATEWAY));
    }

    @Test
    void onlyTheGatewayAndTheDatabaseSeeSpring() {
        check(
                noClasses()
                        .that()
                        .resideOutsideOfPackages(CONFIG, GATEWAY)
                        .should()
                        .dependOnClassesThat()
                        .resideInAPackage(SPRING));
    }

    @Test
    void whatTheGatewayDoesIsPlainJava() {
        check(
                noClasses()
                        .that()
                        .resideInAnyPackage(
                                "dev.rbdgate.gateway.control..", "dev.rbdgate.gateway.startup..")
                        .should()
                        .dependOnClassesThat()
                        .resideInAnyPackage(SPRING, "jakarta..", "tools.jackson.."));
    }

    @Test
    void theGatewayDoesNotSeeBytesOnTheWire() {
        check(
                noClasses()
                        .that()
                        .resideInAPackage(GATEWAY)
                        .should()
                        .dependOnClassesThat()
                        .resideInAnyPackage(
                                NETTY,
                                "dev.rbdgate.iscsi.pdu..",
                                "dev.rbdgate.iscsi.login..",
                                "dev.rbdgate.scsi.command.."));
    }

    @Test
    void onlyNativePackagesSeeForeignMemory() {
        check(
                noClasses()
                        .that()
                        .resideOutsideOfPackages(
                                "dev.rbdgate.rbd.files..",
                                "dev.rbdgate.rbd.rados..",
                                "dev.rbdgate.gateway.scheduling..")
                        .should()
                        .dependOnClassesThat()
                        .resideInAPackage("java.lang.foreign.."));
    }

    @Test
    void theLocalStoresFilesAreReachedThroughTheirSeamOnly() {
        check(
                noClasses()
                        .that()
                        .resideInAPackage(ENGINE)
                        .and()
                        // The rados package looks whether ceph.conf and keyrings are there.
                        .resideOutsideOfPackages(
                                "dev.rbdgate.rbd.files..", "dev.rbdgate.rbd.rados..")
                        // It makes the store's directory, which the seam then stands on.
                        .and()
                        .doNotHaveSimpleName("StoreOpening")
                        .should()
                        .dependOnClassesThat()
                        .haveNameMatching(
                                "java\\.nio\\.file\\.Files|java\\.nio\\.channels\\.(Async\\w*)?FileChannel|java\\.io\\.(RandomAccessFile|File\\w*Stream|FileReader|FileWriter)"));
    }

    @Test
    void packagesHaveNoCycles() {
        check(slices().matching("dev.rbdgate.(**)").should().beFreeOfCycles());
    }

    @Test
    void nobodyLogsWithJavaUtilLogging() {
        check(noClasses().should(USE_JAVA_UTIL_LOGGING));
    }

    @Test
    void onlyTheCommandLineWritesToTheTerminal() {
        check(
                noClasses()
                        .that()
                        .resideOutsideOfPackage("dev.rbdgate.cli..")
                        .and()
                        .doNotHaveSimpleName("RbdgateApplication")
                        .and()
                        .doNotHaveSimpleName("Announcement")
                        .should(ACCESS_STANDARD_STREAMS));
    }

    private static void check(ArchRule rule) {
        rule.check(classes);
    }
}
