import Connector
import JSON

@testable import Airbyte
@testable import TikTok

/// A configured catalog → a selection → the plans of its first streams.
struct CatalogTarget: FuzzTarget {
  private let configuration: Configuration
  private let offered: [StreamDescription]
  private let streams: [Stream]

  init() {
    do {
      let source = TikTokSource(variables: ["TIKTOK_NOW": "2026-11-03T09:00:00Z"])
      configuration = try source.configuration(from: [
        "credentials": ["access_token": "t0ken", "advertiser_ids": ["7001"]], "start_date": "2026-09-01",
      ])
      offered = try source.streams(for: configuration)
      streams = StreamTable.streams(for: configuration)
    } catch {
      fatalError("\(error)")
    }
  }

  func take(_ input: [UInt8]) {
    guard let document = try? JSON(parsing: input), document.object != nil else { return }
    do throws(CatalogError) {
      let catalog = try ConfiguredCatalog(document)
      let selection = Selection(catalog, of: offered, from: .none)
      require(!selection.items.isEmpty || !selection.refusals.isEmpty, "nothing was chosen")
      let files = ReadFiles(catalog: "catalog.json", state: nil)
      for refusal in selection.refusals {
        require(!files.failure(refusal).message.isEmpty, "nothing is said")
      }
      for request in selection.requests.prefix(2) { plan(request) }
    } catch {
      require(!error.message.isEmpty, "nothing is said")
    }
  }

  private func plan(_ request: StreamRequest) {
    guard let stream = streams.first(where: { $0.name == request.name }) else {
      fatalError("\(request.name)")
    }
    do throws(SourceFailure) {
      let plan = try StreamPlan(
        of: stream, for: request, configuration: configuration,
        batches: [[Account(id: configuration.advertisers?[0] ?? { fatalError() }())]],
        today: Today(seconds: 1_793_696_400))
      // A record of such a plan has its key, whatever was selected.
      for name in plan.records.requirements.key {
        guard let field = plan.records.topLevelField(name) else { fatalError("\(name) is not planned") }
        require(plan.records.fields[field].disposition == .emit, "\(name) is left out")
      }
    } catch {
      fatalError("a plan of \(request.name) fails: \(error)")
    }
  }
}
