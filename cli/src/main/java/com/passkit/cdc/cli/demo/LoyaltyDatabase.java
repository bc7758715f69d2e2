package com.passkit.cdc.cli.demo;

import java.util.List;

/** The tables of the demo: a small loyalty programme. */
final class LoyaltyDatabase {

    static final String NAME = "loyalty";
    static final List<String> TABLES = List.of("members", "coupons", "tickets");

    static final List<String> DEFINITIONS = List.of(
        "CREATE DATABASE loyalty CHARACTER SET utf8mb4",
        """
        CREATE TABLE loyalty.members (
            id INT UNSIGNED NOT NULL PRIMARY KEY,
            name VARCHAR(80) NOT NULL,
            tier ENUM('Bronze', 'Silver', 'Gold', 'Platinum') NOT NULL DEFAULT 'Bronze',
            points INT NOT NULL DEFAULT 0,
            balance DECIMAL(10,2) NOT NULL DEFAULT 0,
            joined DATE NOT NULL,
            last_visit DATETIME(3) NULL)""",
        """
        CREATE TABLE loyalty.coupons (
            id INT UNSIGNED NOT NULL PRIMARY KEY,
            title VARCHAR(80) NOT NULL,
            member_id INT UNSIGNED NOT NULL,
            percent_off TINYINT UNSIGNED NOT NULL,
            valid_until DATE NOT NULL,
            redemptions SMALLINT UNSIGNED NOT NULL DEFAULT 0)""",
        """
        CREATE TABLE loyalty.tickets (
            code CHAR(7) NOT NULL PRIMARY KEY,
            event VARCHAR(80) NOT NULL,
            holder VARCHAR(80) NOT NULL,
            seat VARCHAR(8) NOT NULL,
            status ENUM('booked', 'checked in', 'refunded') NOT NULL DEFAULT 'booked',
            price DECIMAL(8,2) NOT NULL)""");

    private LoyaltyDatabase() {
    }
}
