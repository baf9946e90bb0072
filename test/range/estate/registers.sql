-- Two registers of imagined persons, and the role the portal reads them with.
-- Names come from lists and numbers from generate_series: nobody is real.
CREATE EXTENSION pgaudit;
CREATE ROLE portail LOGIN;
CREATE ROLE lecture LOGIN;
CREATE ROLE auditeur;
CREATE SCHEMA taj;
CREATE SCHEMA fpr;
CREATE SCHEMA portail;

CREATE FUNCTION pg_temp.pick(words text[], n bigint) RETURNS text
LANGUAGE sql IMMUTABLE AS $$ SELECT words[1 + n % array_length(words, 1)] $$;

CREATE TABLE taj.person (
	id text PRIMARY KEY, name text, given text, born date, birthplace text,
	address text, photo bytea, procedures int);
INSERT INTO taj.person
SELECT 'TAJ-' || lpad(n::text, 7, '0'),
    pg_temp.pick('{ABADIE,BLANCHET,CORDIER,DELMAS,ESNAULT,FAVRE,GAUDIN,HERVE,IMBERT,JACQUET,KELLER,LACROIX,MALLET,NOIRET,OLLIER,PERRET,QUENTIN,RAYNAUD,SABATIER,TEXIER,URBAIN,VASSEUR,WEISS,YVON,ZIEGLER,AUBRY,BARBIER,CHARPIN,DUMAS,ETIENNE}', n * 7919 / 13),
    pg_temp.pick('{Alice,Bruno,Chloe,Denis,Elsa,Farid,Gilles,Hana,Ines,Jules,Karim,Lea,Malo,Nora,Oscar,Paula,Remi,Sonia,Theo,Yann}', n * 104729 / 7),
    date '1950-01-01' + (n * 7 % 20000)::int,
    pg_temp.pick('{Ville-Haute,Ville-Basse,Port-Neuf,Bourg-Vieux,Les-Essarts}', n / 3),
    (n % 190 + 1) || ' rue des Exemples', decode(md5(n::text), 'hex'), (n % 6)::int
FROM generate_series(1, 6000) n;
CREATE TABLE taj.procedure (
	person text REFERENCES taj.person, number text, offence text, seen date);
INSERT INTO taj.procedure
SELECT 'TAJ-' || lpad(n::text, 7, '0'), 'PV-2024-' || n || '-' || k,
    pg_temp.pick('{vol simple,recel,escroquerie,outrage,degradation,acces a un systeme de donnees}', n + k),
    date '2024-01-01' + (n % 600)::int
FROM generate_series(1, 6000) n, generate_series(1, 2) k WHERE (n + k) % 3 > 0;
CREATE VIEW taj.summary AS
SELECT id, name, given, extract(year FROM born)::int AS year, procedures
FROM taj.person;

CREATE TABLE fpr.person (
	id text PRIMARY KEY, name text, given text, born date, motive text, conduct text);
INSERT INTO fpr.person
SELECT 'FPR-' || lpad(n::text, 6, '0'),
    pg_temp.pick('{ABADIE,CORDIER,ESNAULT,GAUDIN,IMBERT,KELLER,MALLET,OLLIER,QUENTIN,SABATIER,URBAIN,WEISS,ZIEGLER,BARBIER,DUMAS}', n * 7919 / 11),
    pg_temp.pick('{Alice,Bruno,Chloe,Denis,Elsa,Farid,Gilles,Hana,Ines,Jules,Karim,Lea}', n * 104729 / 5),
    date '1955-01-01' + (n * 11 % 18000)::int,
    pg_temp.pick('{mineur fugueur,evade,opposition a sortie,recherche}', n),
    pg_temp.pick('{aviser le service,interpeller,retenir le document}', n / 2)
FROM generate_series(1, 1500) n;
CREATE VIEW fpr.summary AS
SELECT id, name, given, extract(year FROM born)::int AS year, motive
FROM fpr.person;

CREATE TABLE portail.agent (login text PRIMARY KEY, secret text NOT NULL);
GRANT USAGE ON SCHEMA taj, fpr, portail TO portail;
GRANT SELECT ON ALL TABLES IN SCHEMA taj, fpr, portail TO portail;
GRANT USAGE ON SCHEMA taj TO lecture, auditeur;
GRANT SELECT ON taj.summary TO lecture;
GRANT SELECT, UPDATE ON taj.procedure TO auditeur;
ANALYZE;
