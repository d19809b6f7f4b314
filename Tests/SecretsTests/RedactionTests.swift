import Secrets
import Testing

struct `Redaction of secrets` {
  static let spellings: [(secret: String, text: String, redacted: String)] = [
    ("s3cret", "token s3cret!", "token ****!"),
    ("s3cret", "s3crets3cret", "********"),
    ("s3cret-token", "S3CRET-Token", "****"),
    ("S3CRET-TOKEN", "token=s3cret-token;", "token=****;"),
    ("TOKEN", "The token TOKEN is refused.", "The token **** is refused."),
    ("a/b+c d", #"{"t":"a\/b+c d"}"#, #"{"t":"****"}"#),
    ("s3cret-token", "Basic czNjcmV0LXRva2Vu", "Basic ****"),
    ("s3cret-token", "Basic dXNlcjpzM2NyZXQtdG9rZW4=", "Basic dXNlcjp****4="),
    ("s3cret-token", "YXMzY3JldC10b2tlbg==", "YX****g=="),
    ("?>?>?>?>", "Pz4/Pj8+Pz4= Pz4_Pj8-Pz4=", "****4= ****4="),
    ("abc", "abc", "abc"),
    ("abcd", "abcd", "****"),
    ("a/b+c d", "?t=a%2Fb%2Bc%20d&x", "?t=****&x"),
    ("a/b+c d", "?t=a%2fb%2bc%20d&x", "?t=****&x"),
    ("a/b+c d", "t=a%2Fb%2Bc+d", "t=****"),
    ("pä$$", "p%C3%A4%24%24", "****"),
    (#"say "hi""#, #"{"x":"say \"hi\""}"#, #"{"x":"****"}"#),
    ("", "text", "text"),
  ]

  @Test(arguments: spellings)
  func `every spelling of a secret is removed`(secret: String, text: String, redacted: String) {
    #expect(Redaction([secret])(text) == redacted)
  }

  @Test func `a secret that contains another one is removed completely`() {
    #expect(Redaction(["abcd", "abcdefgh"])("abcdefgh abcd") == "**** ****")
  }

  @Test(.timeLimit(.minutes(5))) func `very many secrets are removed as fast as few`() {
    let redaction = Redaction((0..<100_000).map { "s3cret\($0)" })
    let text = String(repeating: "a text s3cret99999 and no more ", count: 1000)
    #expect(redaction(text) == String(repeating: "a text **** and no more ", count: 1000))
  }
}
