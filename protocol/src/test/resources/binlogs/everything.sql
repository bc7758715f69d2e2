# Recorded by every version: a comment that begins with a version is a statement, or a part of one, from that version on.
SET NAMES utf8;
SET time_zone='+00:00', timestamp=1700000000.123456;
SET sql_mode='';
CREATE DATABASE fixture DEFAULT CHARACTER SET utf8;
CREATE TABLE fixture.numbers (id INT UNSIGNED NOT NULL PRIMARY KEY, ti TINYINT, tu TINYINT UNSIGNED, si SMALLINT, su SMALLINT UNSIGNED, mi MEDIUMINT, mu MEDIUMINT UNSIGNED, i INT, bi BIGINT, bu BIGINT UNSIGNED, f FLOAT, d DOUBLE, de DECIMAL(65,30), du DECIMAL(5,2) UNSIGNED ZEROFILL, b1 BIT(1), b9 BIT(9), b64 BIT(64), y YEAR) ENGINE=InnoDB;
INSERT INTO fixture.numbers VALUES (1,-128,255,-32768,65535,-8388608,16777215,-2147483648,-9223372036854775808,18446744073709551615,1.17549e-38,-2.2250738585072014e-308,-0.000000000000000000000000000001,999.99,b'1',257,0xffffffffffffffff,1901),(2,127,0,32767,0,8388607,0,2147483647,9223372036854775807,0,3.40282e38,1.7976931348623157e308,12345678901234567890123456789012345.123456789012345678901234567890,0,b'0',0,1,2155),(4294967295,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,0);
UPDATE fixture.numbers SET ti = ti - 1, bu = bu DIV 2 WHERE id < 3;
DELETE FROM fixture.numbers WHERE id = 4294967295;
CREATE TABLE fixture.times (id BIGINT NOT NULL PRIMARY KEY, d DATE, t TIME, t1 TIME(1), t6 TIME(6), dt DATETIME, dt3 DATETIME(3), dt6 DATETIME(6), ts TIMESTAMP NULL, ts2 TIMESTAMP(2) NULL, ts6 TIMESTAMP(6) NULL) ENGINE=InnoDB;
INSERT INTO fixture.times VALUES (1,'2026-11-23','-838:59:59','-00:00:00.1','-838:59:58.000001','1000-01-01 00:00:00','2024-02-29 23:59:59.999','9999-12-31 23:59:59.999999','1970-01-01 00:00:01','2001-09-09 01:46:40.25','2038-01-19 03:14:07.999999'),(2,'0000-00-00','838:59:59','00:00:00.9','12:34:56.789','0000-00-00 00:00:00','2024-00-15 01:02:03.4','2024-12-00 00:00:00','0000-00-00 00:00:00',NULL,NULL);
CREATE TABLE fixture.texts (a INT NOT NULL, b VARCHAR(4) CHARACTER SET latin1 NOT NULL, c CHAR(10) CHARACTER SET latin1, v VARCHAR(300), u CHAR(255) CHARACTER SET utf8mb4, k VARCHAR(20) CHARACTER SET koi8r, j VARCHAR(20) CHARACTER SET sjis, t TINYTEXT, mt MEDIUMTEXT CHARACTER SET ucs2, bn BINARY(8), vb VARBINARY(300), bl BLOB, lb LONGBLOB, e ENUM('small','medium','große'), s SET('a','b','c','d','e','f','g','h','i') CHARACTER SET latin1, PRIMARY KEY (b, a)) ENGINE=InnoDB;
INSERT INTO fixture.texts VALUES (1,'k','café','Zoë',_utf8mb4 0x5a6fc3ab20f09f8e89,'привет','テスト','tiny','größer',0x0102000000000000,0xff00,0xdeadbeef,'','großer','a,c,i'),(3,'l','','',REPEAT('x',255),'','','','',0,'','','',0,''),(5,'m',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL);
UPDATE fixture.texts SET e = 2, bl = 0x01, v = 'tab\tquote"backslash\\' WHERE a = 1;
DELETE FROM fixture.texts WHERE a = 5;
CREATE TABLE fixture.places (name VARCHAR(20), g GEOMETRY, p POINT, c GEOMETRYCOLLECTION) ENGINE=InnoDB;
INSERT INTO fixture.places VALUES ('origin', ST_GeomFromText('LINESTRING(0 0,1 1)'), ST_GeomFromText('POINT(1 2)', 4326), ST_GeomFromText('GEOMETRYCOLLECTION(POINT(1 2),POLYGON((0 0,0 1,1 1,0 0)))'));
CREATE TABLE fixture.plain (id INT PRIMARY KEY, v VARCHAR(20)) ENGINE=InnoDB;
CREATE TABLE fixture.direct (id INT, v VARCHAR(20)) ENGINE=MyISAM;
BEGIN;
INSERT INTO fixture.plain VALUES (1, 'one'), (2, 'two');
SAVEPOINT a;
INSERT INTO fixture.plain VALUES (3, 'undone');
ROLLBACK TO a;
UPDATE fixture.plain SET id = id + 10;
COMMIT;
INSERT INTO fixture.direct VALUES (1, 'kept'), (1, 'twice');
BEGIN;
INSERT INTO fixture.plain VALUES (4, 'rolled back');
ROLLBACK;
UPDATE fixture.direct SET v = 'changed';
ALTER TABLE fixture.plain ADD COLUMN extra INT UNSIGNED DEFAULT 7 AFTER id;
INSERT INTO fixture.plain (id, v) VALUES (5, 'extra');
RENAME TABLE fixture.plain TO fixture.renamed;
REPLACE INTO fixture.renamed VALUES (5, 8, 'replaced');
INSERT INTO fixture.renamed VALUES (5, 9, 'twice') ON DUPLICATE KEY UPDATE extra = 10;
TRUNCATE TABLE fixture.renamed;
CREATE TABLE fixture.copied LIKE fixture.direct;
INSERT INTO fixture.copied SELECT * FROM fixture.direct;
/*!80021 CREATE TABLE fixture.selected AS SELECT id, a.v FROM fixture.direct a */
/*M!100700 CREATE TABLE fixture.selected AS SELECT id, a.v FROM fixture.direct a */
XA START 'global','branch',7;
INSERT INTO fixture.renamed VALUES (6, 1, 'xa committed');
XA END 'global','branch',7;
XA PREPARE 'global','branch',7;
XA COMMIT 'global','branch',7;
XA START 'rolled back';
INSERT INTO fixture.renamed VALUES (7, 1, 'xa rolled back');
XA END 'rolled back';
XA PREPARE 'rolled back';
XA ROLLBACK 'rolled back';
/*!50708 CREATE TABLE fixture.documents (id INT PRIMARY KEY, j JSON, g INT GENERATED ALWAYS AS (id * 2) STORED, x INT GENERATED ALWAYS AS (id * 3) VIRTUAL) */
/*!50708 INSERT INTO fixture.documents (id, j) VALUES (1, '{"k": [1, 2.5, "x", null, true, {"deep": -9223372036854775808}], "long": "abcdefghijklmnopqrstuvwxyz"}'), (2, JSON_OBJECT('d', CAST(1.50 AS DECIMAL(5,2)), 't', CAST('12:34:56' AS TIME), 'b', CAST('x' AS BINARY))), (3, 'null'), (4, NULL) */
/*!50708 UPDATE fixture.documents SET j = JSON_SET(j, '$.k[0]', 2) WHERE id = 1 */
/*!80003 SET SESSION binlog_row_value_options=PARTIAL_JSON */
/*!80003 UPDATE fixture.documents SET j = JSON_REPLACE(j, '$.long', 'short') WHERE id = 1 */
/*!80003 UPDATE fixture.documents SET j = JSON_REMOVE(JSON_SET(j, '$.k[1]', 3, '$.new', 'inserted'), '$.k[5]') WHERE id = 1 */
/*!80003 SET SESSION binlog_row_value_options='' */
/*!80023 ALTER TABLE fixture.documents ADD COLUMN hidden VARCHAR(10) INVISIBLE DEFAULT 'seen' */
/*!80023 INSERT INTO fixture.documents (id, j) VALUES (5, '[]') */
/*!80020 SET SESSION binlog_transaction_compression=ON */
/*!80020 INSERT INTO fixture.documents (id, j) VALUES (6, '[6]'), (7, '[7]') */
/*!80020 DELETE FROM fixture.documents WHERE id > 5 */
/*!80020 SET SESSION binlog_transaction_compression=OFF */
/*!80300 SET gtid_next='AUTOMATIC:fixture_tag' */
/*!80300 INSERT INTO fixture.renamed VALUES (8, 1, 'tagged') */
/*!80300 SET gtid_next='AUTOMATIC' */
/*!90000 CREATE TABLE fixture.vectors (id INT PRIMARY KEY, v VECTOR(3), tags JSON, INDEX i_tags ((CAST(tags AS UNSIGNED ARRAY)))) */
/*!90000 INSERT INTO fixture.vectors VALUES (1, TO_VECTOR('[1,2.5,-3]'), '[1, 2, 3]'), (2, NULL, NULL) */
/*M!100700 CREATE TABLE fixture.modern (id INT PRIMARY KEY, u UUID, i INET6, hidden INT INVISIBLE DEFAULT 3, s INT GENERATED ALWAYS AS (id * 2) STORED) */
/*M!100700 INSERT INTO fixture.modern (id, u, i) VALUES (1, '123e4567-e89b-12d3-a456-426655440000', '2001:db8::ff00:42:8329') */
DROP TABLE fixture.direct;
