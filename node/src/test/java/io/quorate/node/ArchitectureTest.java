package io.quorate.node;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.quorate.protocol.codec.StoredForms;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The floors of docs/develop.md: arrows only go down, and the pure modules stay pure. */
class ArchitectureTest {
    private static final String CRYPTO = "io.quorate.crypto..";
    private static final String PROTOCOL = "io.quorate.protocol..";
    private static final String LEDGER = "io.quorate.ledger..";
    private static final String STORAGE = "io.quorate.storage..";
    private static final String CLIENT = "io.quorate.client..";
    private static final String SIMULATOR = "io.quorate.simulator..";
    private static final String[] PURE = {PROTOCOL, LEDGER};

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.quorate");

    @Test
    void everyFloorIsLookedAt() {
        Set<String> modules = CLASSES.stream()
                .map(each -> each.getPackageName().split("\\.", 4)[2])
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(modules).contains("client", "crypto", "ledger", "node", "protocol", "simulator", "storage");
    }

    @Test
    void cryptoKnowsNothingOfOurs() {
        ours(CRYPTO, CRYPTO);
    }

    @Test
    void protocolKnowsCryptoAlone() {
        ours(PROTOCOL, PROTOCOL, CRYPTO);
    }

    @Test
    void ledgerKnowsProtocolAndCrypto() {
        ours(LEDGER, LEDGER, PROTOCOL, CRYPTO);
    }

    @Test
    void storageKnowsProtocolAndCrypto() {
        ours(STORAGE, STORAGE, PROTOCOL, CRYPTO);
    }

    @Test
    void theClientKnowsTheRulesAndTheLedgerAlone() {
        ours(CLIENT, CLIENT, LEDGER, PROTOCOL, CRYPTO);
    }

    /** What checks a receipt needs no node: it must run where there is none, and open nothing. */
    @Test
    void whatVerifiesAReceiptReachesForNothing() {
        noClasses()
                .that()
                .resideInAPackage("io.quorate.protocol.receipt..")
                .or(named(
                        "io.quorate.client.OfflineVerifier",
                        "io.quorate.client.ReceiptJson",
                        "io.quorate.client.Statement"))
                .should()
                .dependOnClassesThat(resideInAnyPackage("java.net..", "java.nio.file..", "java.nio.channels..")
                        .or(named("java.lang.Thread", "java.time.Clock")))
                .check(CLASSES);
    }

    @Test
    void theSimulatorKnowsTheRulesAndTheLedgerAlone() {
        ours(SIMULATOR, SIMULATOR, LEDGER, PROTOCOL, CRYPTO);
    }

    @Test
    void theSimulatorHasNoClockNoFilesAndNoSockets() {
        noClasses()
                .that()
                .resideInAPackage(SIMULATOR)
                .should()
                .dependOnClassesThat(
                        resideInAnyPackage("java.nio.file..", "java.nio.channels..", "java.net..", "org.slf4j..")
                                .or(named(
                                        "java.lang.Thread",
                                        "java.time.Clock",
                                        "java.util.Timer",
                                        "java.util.Random",
                                        "java.security.SecureRandom")))
                .check(CLASSES);
    }

    @Test
    void onlyTheFleetOfTheSimulatorRunsInParallel() {
        noClasses()
                .that()
                .resideInAPackage(SIMULATOR)
                .and()
                .resideOutsideOfPackage("io.quorate.simulator.fleet..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("java.util.concurrent..")
                .check(CLASSES);
    }

    @Test
    void ledgerReachesProtocolByItsPortsAndWordsAndTheOneCheckOfEvidence() {
        classes()
                .that()
                .resideInAPackage(LEDGER)
                .should()
                .onlyDependOnClassesThat(not(resideInAPackage(PROTOCOL))
                        .or(resideInAnyPackage("io.quorate.protocol.port..", "io.quorate.protocol.types.."))
                        // Evidence is judged by one piece of code on every node, and has one form.
                        .or(resideInAnyPackage("io.quorate.protocol.verify.."))
                        .or(type(StoredForms.class)))
                .check(CLASSES);
    }

    @Test
    void theRulesDoNotKnowTheReplicaThatRunsThem() {
        noClasses()
                .that()
                .resideInAnyPackage(
                        "io.quorate.protocol.consensus..",
                        "io.quorate.protocol.mempool..",
                        "io.quorate.protocol.types..",
                        "io.quorate.protocol.port..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.quorate.protocol.replica..", "io.quorate.protocol.gossip..")
                .check(CLASSES);
    }

    @Test
    void pureModulesHaveNoThreadsAndNoClock() {
        noClasses()
                .that()
                .resideInAnyPackage(PURE)
                .should()
                .dependOnClassesThat(resideInAPackage("java.util.concurrent..")
                        .or(named(
                                "java.lang.Thread",
                                "java.lang.ThreadLocal",
                                "java.time.Clock",
                                "java.util.Timer",
                                "java.util.Random",
                                "java.security.SecureRandom")))
                .check(CLASSES);
    }

    @Test
    void pureModulesTouchNeitherFilesNorSocketsNorLogs() {
        noClasses()
                .that()
                .resideInAnyPackage(PURE)
                .should()
                .dependOnClassesThat(resideInAnyPackage(
                                "java.nio.file..",
                                "java.nio.channels..",
                                "java.net..",
                                "org.slf4j..",
                                "java.util.logging..",
                                "ch.qos..",
                                "io.netty..",
                                "io.micrometer..",
                                "org.rocksdb..")
                        .or(named("java.io.File", "java.io.FileInputStream", "java.io.FileOutputStream")))
                .check(CLASSES);
    }

    @Test
    void eachHeavyLibraryHasOneHome() {
        noClasses()
                .that()
                .resideOutsideOfPackage(STORAGE)
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.rocksdb..")
                .check(CLASSES);
        noClasses()
                .that()
                .resideInAnyPackage(CRYPTO, PROTOCOL, LEDGER, STORAGE, SIMULATOR, CLIENT)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.netty..", "io.micrometer..", "picocli..")
                .check(CLASSES);
    }

    @Test
    void onlyTheCommandLineEndsTheProcess() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.quorate.node.cli..")
                .should()
                .callMethod(System.class, "exit", int.class)
                .check(CLASSES);
    }

    @Test
    void packagesHaveNoCycles() {
        slices().matching("io.quorate.(**)").should().beFreeOfCycles().check(CLASSES);
    }

    private static void ours(String module, String... allowed) {
        classes()
                .that()
                .resideInAPackage(module)
                .should()
                .onlyDependOnClassesThat(not(resideInAPackage("io.quorate..")).or(resideInAnyPackage(allowed)))
                .check(CLASSES);
    }

    private static DescribedPredicate<JavaClass> named(String... names) {
        Set<String> wanted = Set.of(names);
        return DescribedPredicate.describe("one of " + wanted, type -> wanted.contains(type.getFullName()));
    }
}
