import JSON

/// A country's code and its names in English. Asynchronous reports have names where other reports have codes (§3.7 of
/// the fact sheet).
enum CountryFact {
  /// ISO 3166-1 alpha-2 codes by name, regardless of case and punctuation.
  private static let codesByName: [String: String] = {
    let pairs = FactFile.countries.rows.flatMap { row in
      (row["names"]?.array ?? []).compactMap(\.string).map { (plain($0), row["code"]?.string ?? "") }
    }
    return Dictionary(pairs) { first, _ in first }
  }()

  /// All codes.
  static let codes = Set(FactFile.countries.rows.compactMap { $0["code"]?.string })

  /// The code of a country, by one of the usual spellings of its name or by the code itself; nil for any other text.
  static func code(of name: String) -> String? { codes.contains(name) ? name : codesByName[plain(name)] }

  private static func plain(_ name: String) -> String {
    String(name.replacing("&", with: "and").lowercased().filter { $0.isLetter || $0.isNumber })
  }
}
