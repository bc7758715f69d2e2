package com.passkit.cdc.snapshot.catalog;

import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class GrantsTest {

    @Test
    void shouldReadGlobalPrivileges() {
        Grants grants = Grants.parse(List.of(
            "GRANT SELECT, RELOAD, REPLICATION SLAVE, REPLICATION CLIENT ON *.* TO `u`@`%`",
            "GRANT BACKUP_ADMIN,FLUSH_TABLES ON *.* TO `u`@`%` WITH GRANT OPTION"));

        assertThat(List.of("SELECT", "RELOAD", "REPLICATION SLAVE", "REPLICATION CLIENT", "FLUSH_TABLES"))
            .allMatch(grants::hasGlobal);
        assertThat(grants.hasGlobal("SUPER")).isFalse();
        assertThat(grants.hasSelect("any", "thing")).isTrue();
    }

    @Test
    void shouldReadAllPrivileges() {
        Grants grants = Grants.parse(List.of("GRANT ALL PRIVILEGES ON *.* TO 'root'@'localhost' WITH GRANT OPTION",
            "GRANT PROXY ON ''@'' TO 'root'@'localhost' WITH GRANT OPTION"));

        assertThat(grants.hasGlobal("RELOAD")).isTrue();
        assertThat(grants.hasSelect("a", "b")).isTrue();
    }

    @Test
    void shouldReadSchemaGrantsAsPatterns() {
        Grants grants = Grants.parse(List.of("GRANT USAGE ON *.* TO 'u'@'%' IDENTIFIED BY PASSWORD <secret>",
            "GRANT SELECT ON `x\\_2`.* TO `u`@`%`", "GRANT ALL PRIVILEGES ON `a``b%`.* TO `u`@`%`"));

        assertThat(grants.hasSelect("x_2", "t")).isTrue();
        assertThat(grants.hasSelect("xy2", "t")).isFalse();
        assertThat(grants.hasSelect("a`bc", "t")).isTrue();
        assertThat(grants.hasGlobal("SELECT")).isFalse();
    }

    @Test
    void shouldReadTableGrantsAndLeaveColumnGrantsOut() {
        Grants grants = Grants.parse(List.of(
            "GRANT SELECT (`a`, `ON b)`), INSERT ON `db`.`columns` TO `u`@`%`",
            "GRANT SELECT, SELECT (`a`), INSERT ON `d.b`.`whole ON t` TO `u`@`%` WITH GRANT OPTION",
            "GRANT EXECUTE ON PROCEDURE `db`.`p` TO `u`@`%`"));

        assertThat(grants.hasSelect("db", "columns")).isFalse();
        assertThat(grants.hasSelect("d.b", "whole ON t")).isTrue();
        assertThat(grants.hasSelect("db", "p")).isFalse();
    }

    @Test
    void shouldHonourPartialRevokes() {
        Grants grants = Grants.parse(List.of("GRANT SELECT ON *.* TO `u`@`%`",
            "REVOKE SELECT ON `secret`.* FROM `u`@`%`"));

        assertThat(grants.hasSelect("secret", "t")).isFalse();
        assertThat(grants.hasSelect("other", "t")).isTrue();
    }

    @Test
    void shouldPassOverRolesAndWhatItCannotRead() {
        Grants grants = Grants.parse(List.of("GRANT `role`@`%`,`ON`@`%` TO `u`@`%`", "GRANT", "", "GRANT SELECT ON"));

        assertThat(grants.hasGlobal("SELECT")).isFalse();
        assertThat(grants.hasSelect("a", "b")).isFalse();
    }
}
