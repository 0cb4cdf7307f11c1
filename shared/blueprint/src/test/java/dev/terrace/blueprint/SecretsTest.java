package dev.terrace.blueprint;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SecretsTest {
    @ParameterizedTest
    @CsvSource({
        "key AKIAQ3EGRN7TFPXLWV2B of CI,key (an AWS access key) of CI",
        "https://shop:hunter2@example.com/,https://shop:(a password)@example.com/",
        "serve --password=hunter2 --pwd=$(PWD),serve --password=(a password) --pwd=$(PWD)",
        "serve --reset-password=true,serve --reset-password=true",
        "Server=db;Password=hunter2;,Server=db;Password=(a password);",
        "https://example.com:8080/a@b,https://example.com:8080/a@b",
        "postgres://shop:${postgres.password}@db/shop,postgres://shop:${postgres.password}@db/shop",
        "postgres://shop:$(DB_PASSWORD)@db/shop,postgres://shop:$(DB_PASSWORD)@db/shop",
        "postgres://shop:$PGPASSWORD@db/shop,postgres://shop:$PGPASSWORD@db/shop",
        "PGPASSWORD=hunter2 psql,PGPASSWORD=(a password) psql",
        "PGPASSWORD='hunter 2' psql,PGPASSWORD=(a password) psql",
        "serve --token hunter2 --token-file x,serve --token (a value that looks like a secret) --token-file x",
        "Authorization: Bearer n0body.ever,Authorization: Bearer (a value that looks like a secret)"
    })
    void are_not_told(String text, String told) {
        assertThat(Secrets.withheld(text)).isEqualTo(told);
    }

    @ParameterizedTest
    @CsvSource({
        "--token,hunter2",
        "-token,hunter2",
        "--db-password,hunter2",
        "--client-secret,hunter2",
        "--api-key,hunter2",
        "sh,serve --token hunter2",
        "-H,Authorization: Bearer n0body.ever",
        "-c,PGPASSWORD=x psql"
    })
    void are_seen_in_a_word_of_a_command_by_what_is_before_it(String before, String word) {
        assertThat(Secrets.kindOfWord(before, word)).isPresent();
    }

    @ParameterizedTest
    @CsvSource({
        "--token,--verbose",
        "--token,$(TOKEN)",
        "--token,${secrets.web.TOKEN}",
        "--token,$TOKEN",
        "--token,/run/secrets/token",
        "--token-file,x",
        "--token,5",
        "--max-token,n0body",
        "--no-token,n0body",
        "--secret,web-tls",
        "get-token,n0body",
        "--pass,2",
        "-c,PGPASSWORD=$PGPASSWORD psql",
        "-c,PGPASSWORD=`cat /x` psql",
        "-c,echo Bearer authentication"
    })
    void are_not_seen_in_a_word_of_a_command_that_is_none(String before, String word) {
        assertThat(Secrets.kindOfWord(before, word)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "DB_PASS",
                "PASSWORD",
                "DB_PWD",
                "SECRET",
                "SECRET_KEY",
                "API_KEY",
                "STRIPE_APIKEY",
                "GH_TOKEN",
                "REFRESHTOKEN",
                "dbPassword",
                "CREDENTIALS",
                "PGPASSWORD"
            })
    void are_known_by_the_names_of_variables(String name) {
        assertThat(Secrets.isNamed(name, "hunter2")).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "MAX_TOKEN,5",
        "TOKEN,5",
        "TOKEN_TTL,3600",
        "PASSWORD_MIN_LENGTH,8",
        "USE_PASSWORD,always",
        "DB_PASSWORD,${postgres.secret}",
        "DB_PASSWORD,''",
        "API_KEY,false",
        "DB_PASSWORD_FILE,/run/secrets/db",
        "PRIVATE_KEY,/etc/keys/web.pem",
        "TOKEN,https://login.example.com/token",
        "DB_SECRET,arn:aws:secretsmanager:us-east-1:111122223333:secret:shop",
        "COMPASS,north",
        "BYPASS,always",
        "PWD,/",
        "MONKEY,banana",
        "PUBLIC_KEY,abc",
        "/reset-password,web"
    })
    void are_not_seen_where_none_is(String name, String value) {
        assertThat(Secrets.isNamed(name, value)).isFalse();
        assertThat(Secrets.kindOf(value)).isEmpty();
    }
}
