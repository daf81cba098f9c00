-- Named tokens of REST. What is kept is the SHA-256 of a token, in hexadecimal: a token has 256 random bits, so
-- that nothing slower would make it any harder to guess.
CREATE TABLE api_tokens (
    name VARCHAR(64) PRIMARY KEY,
    role VARCHAR(16) NOT NULL,
    token_hash VARCHAR(64) NOT NULL UNIQUE,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    created_by VARCHAR(256) NOT NULL,
    expires_at TIMESTAMP WITH TIME ZONE
);
