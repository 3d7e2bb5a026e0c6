"""Addresses of the results, below `/surveys/`."""

from django.urls import path

from interaction.surveys import export_views, report_views, result_views

urlpatterns = [
    path("<int:pk>/results/", result_views.show_result, name="results"),
    path("<int:pk>/results/cross/", result_views.show_cross, name="cross"),
    path("<int:pk>/results/texts/<str:question>/", result_views.show_texts, name="texts"),
    path("<int:pk>/export.<str:file_format>", export_views.export_counts, name="export"),
    path("<int:pk>/rows.<str:file_format>", export_views.export_rows, name="rows"),
    path("<int:pk>/codebook.csv", export_views.export_codebook, name="codebook"),
    path("<int:pk>/report.pdf", report_views.download_report, name="report"),
]
