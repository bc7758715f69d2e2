package com.passkit.cdc.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Type;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

/** What the module shows to those who embed it. */
class ApiTest {

    private static final Path SOURCES = Path.of("src/main/java");
    private static final Pattern EXPORT = Pattern.compile("exports (\\S+);");
    private static final Set<String> BORROWING = Set.of(
        // sharing event loops with other Netty code
        "client.MySqlClient(io.netty.channel.EventLoopGroup)", "client.MySqlClient.newEventLoop(",
        // flyweights, raw bytes and what reads them: borrowed buffers are their purpose
        "binlog.BinlogDecoder.", "binlog.EventView.", "binlog.event.", "row.ColumnVisitor.", "row.json.", "row.text.",
        "row.ShortestNumber.", "row.BinaryDecimal.", "position.GtidSet.", "position.MariaDbGtidSet.");

    private static List<String> exportedPackages() throws IOException {
        return EXPORT.matcher(Files.readString(SOURCES.resolve("module-info.java"))).results()
            .map(match -> match.group(1)).toList();
    }

    private static List<Class<?>> exportedClasses() throws IOException, ClassNotFoundException {
        List<Class<?>> classes = new ArrayList<>();
        for (String name : exportedPackages()) {
            try (Stream<Path> files = Files.list(SOURCES.resolve(name.replace('.', '/')))) {
                for (Path file : files.filter(file -> file.toString().endsWith(".java")
                    && !file.endsWith("package-info.java")).toList()) {
                    String simpleName = file.getFileName().toString().replace(".java", "");
                    addVisible(Class.forName(name + '.' + simpleName), classes);
                }
            }
        }
        return classes;
    }

    private static void addVisible(Class<?> type, List<Class<?>> classes) {
        if (isVisible(type.getModifiers())) {
            classes.add(type);
            for (Class<?> inner : type.getDeclaredClasses()) {
                addVisible(inner, classes);
            }
        }
    }

    private static boolean isVisible(int modifiers) {
        return Modifier.isPublic(modifiers) || Modifier.isProtected(modifiers);
    }

    private static List<String> signatures(Class<?> type) {
        String name = type.getName().substring("com.passkit.cdc.protocol.".length());
        List<String> signatures = new ArrayList<>();
        for (Method method : type.getDeclaredMethods()) {
            if (isVisible(method.getModifiers()) && !method.isSynthetic()) {
                signatures.add(name + '.' + method.getName() + '(' + join(method.getGenericParameterTypes()) + ") "
                    + method.getGenericReturnType().getTypeName());
            }
        }
        for (Constructor<?> constructor : type.getDeclaredConstructors()) {
            if (isVisible(constructor.getModifiers())) {
                signatures.add(name + '(' + join(constructor.getGenericParameterTypes()) + ')');
            }
        }
        for (Field field : type.getDeclaredFields()) {
            if (isVisible(field.getModifiers())) {
                signatures.add(name + '.' + field.getName() + ' ' + field.getGenericType().getTypeName());
            }
        }
        return signatures;
    }

    private static String join(Type[] types) {
        return String.join(", ", Stream.of(types).map(Type::getTypeName).toList());
    }

    @Test
    void shouldMentionNettyOnlyWhereBytesAreBorrowed() throws IOException, ClassNotFoundException {
        Set<String> unexpected = new TreeSet<>();
        for (Class<?> type : exportedClasses()) {
            for (String signature : signatures(type)) {
                if (signature.contains("io.netty") && BORROWING.stream().noneMatch(signature::startsWith)) {
                    unexpected.add(signature);
                }
            }
        }
        assertThat(unexpected).isEmpty();
        assertThat(exportedClasses()).hasSizeGreaterThan(50);
    }

    /** A type that cannot be named cannot be used. */
    @Test
    void shouldMentionOnlyTypesThatAreExported() throws IOException, ClassNotFoundException {
        List<String> exported = exportedPackages();
        Pattern ours = Pattern.compile("com\\.passkit\\.cdc\\.protocol\\.[a-z.]*[a-z](?=\\.[A-Z])");
        Set<String> unexpected = new TreeSet<>();
        for (Class<?> type : exportedClasses()) {
            for (String signature : signatures(type)) {
                ours.matcher(signature).results().filter(match -> !exported.contains(match.group()))
                    .forEach(match -> unexpected.add(signature));
            }
        }
        assertThat(unexpected).isEmpty();
    }

    @Test
    void shouldExportItsWayInAndNotTheWire() throws IOException {
        assertThat(exportedPackages()).allMatch(name -> name.startsWith("com.passkit.cdc.protocol."))
            .contains("com.passkit.cdc.protocol.client", "com.passkit.cdc.protocol.pull",
                "com.passkit.cdc.protocol.binlog", "com.passkit.cdc.protocol.row", "com.passkit.cdc.protocol.position",
                "com.passkit.cdc.protocol.error")
            .doesNotContain("com.passkit.cdc.protocol.wire", "com.passkit.cdc.protocol.packet",
                "com.passkit.cdc.protocol.handshake", "com.passkit.cdc.protocol.command",
                "com.passkit.cdc.protocol.binlog.image", "com.passkit.cdc.protocol.binlog.value");
    }
}
